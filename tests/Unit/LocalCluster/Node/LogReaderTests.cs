using System.Text;
using Sluice.LocalCluster.Node.Logs;

namespace Sluice.LocalCluster.Tests.Node;

public sealed class LogReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sluice-log-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("a\nb\nc\n", null, "a\nb\nc\n")]
    [InlineData("a\nb\nc\n", 2L, "b\nc\n")]
    [InlineData("a\nb\nc", 1L, "c")]
    [InlineData("a\nb\nc\n", 0L, "")]
    [InlineData("a\n", 5L, "a\n")]
    [InlineData("", 5L, "")]
    public async Task Copy_TakesTheLastLines(string text, long? tail, string expected) =>
        Assert.Equal(expected, await ReadAsync(text, new LogQuery { TailLines = tail }));

    [Fact]
    public async Task Copy_StopsAtTheByteLimit() => Assert.Equal("abc", await ReadAsync("abcdef\n", new LogQuery { LimitBytes = 3 }));

    [Fact]
    public async Task Copy_StampsLinesWithTheTimeTheyWereSeen()
    {
        var log = new ContainerLog(_folder.FullName, 0);
        var first = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await File.WriteAllTextAsync(log.Path, "one\n");
        log.Tick(first);
        await File.AppendAllTextAsync(log.Path, "two\n");
        log.Tick(first.AddSeconds(10));

        Assert.Equal("2026-01-02T03:04:05.000000000Z one\n2026-01-02T03:04:15.000000000Z two\n", await CopyAsync(log, new LogQuery { Timestamps = true }));
        Assert.Equal("two\n", await CopyAsync(log, new LogQuery { Since = first.AddSeconds(5) }));
    }

    [Fact]
    public async Task Copy_Following_EndsWithTheContainer()
    {
        var log = new ContainerLog(_folder.FullName, 0);
        await File.WriteAllTextAsync(log.Path, "one\n");
        bool ended = false;
        using var output = new MemoryStream();
        Task copy = new LogReader(log, new LogQuery { Follow = true }, TimeProvider.System).CopyAsync(output, () => Volatile.Read(ref ended), default);

        await File.AppendAllTextAsync(log.Path, "two\n");
        Volatile.Write(ref ended, true);
        await copy.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    private Task<string> ReadAsync(string text, LogQuery query)
    {
        var log = new ContainerLog(_folder.FullName, 0);
        File.WriteAllText(log.Path, text);
        return CopyAsync(log, query);
    }

    private static async Task<string> CopyAsync(ContainerLog log, LogQuery query)
    {
        using var output = new MemoryStream();
        await new LogReader(log, query, TimeProvider.System).CopyAsync(output, () => true, default);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
