using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sluice.Benchmarks.Load;

/// <summary>HTTP/2 load by h2load: a fourth of the connections that HTTP/1.1 has, with four streams each, so that as many requests are under way.</summary>
internal static partial class H2Load
{
    private const int Streams = 4;

    public static async Task<LoadResult> RunAsync(IPEndPoint address, int connections, int seconds, string? cpus)
    {
        var log = Path.GetTempFileName();
        try
        {
            var output = await LoadGenerator.OutputAsync(
                cpus,
                [
                    "h2load", "-t", "1", "-c", Number(Math.Max(1, connections / Streams)), "-m", Number(Streams), "-D", Number(seconds), $"--log-file={log}",
                    "-H", "accept: text/html,application/json;q=0.9,*/*;q=0.8", "-H", "user-agent: Mozilla/5.0 (bench)", $"https://{address}/productpage?u=normal",
                ]);
            return Read(output, [.. File.ReadLines(log).Select(Microseconds).Order()]);
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <param name="output">What h2load printed.</param>
    /// <param name="latencies">Of every answer, in microseconds, sorted.</param>
    internal static LoadResult Read(string output, long[] latencies)
    {
        var counts = Counts().Match(output);
        long Count(string name) => long.Parse(counts.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        var rate = double.Parse(Rate().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var succeeded = Count("succeeded");
        return new LoadResult(rate, succeeded, Percentile(latencies, 0.5), Percentile(latencies, 0.99), Count("failed") + Count("errored") + Count("timeout"));
    }

    private static TimeSpan Percentile(long[] sorted, double part) => sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(sorted[(int)((sorted.Length - 1) * part)]);

    // Start, status, time.
    private static long Microseconds(string line) => long.Parse(line.AsSpan(line.LastIndexOf('\t') + 1), CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"finished in [^,]+, ([0-9.]+) req/s")]
    private static partial Regex Rate();

    [GeneratedRegex(@"requests: .*?(?<succeeded>\d+) succeeded, (?<failed>\d+) failed, (?<errored>\d+) errored, (?<timeout>\d+) timeout")]
    private static partial Regex Counts();
}
