using Sluice.LocalCluster.Tests.ApiServer;
using Xunit.Abstractions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>
/// Replays conversations with an API server that has neither controllers nor a node: status, headers, bodies and revisions have to be the
/// same. Exchanges that need more are listed in <c>excluded.txt</c> with the reason.
/// </summary>
public sealed class ServerTranscriptTests(ApiServerFixture server, ITestOutputHelper output) : IClassFixture<ApiServerFixture>
{
    private static readonly string[] Recorded =
    [
        "01-discovery", "02-crud", "03-defaults", "04-patch", "05-apply", "06-list-watch", "07-tables", "08-delete", "10-auth", "14-events-leases", "15-crd",
    ];

    public static TheoryData<string> Names() => [.. TranscriptFiles.Names("server", Recorded).Where(name => name != "15-crd")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Conversation_Replayed_AnswersAsRecorded(string name)
    {
        var (passed, problems) = await ReplayAsync(name);
        if (name == "14-events-leases")
        {
            // This one goes on in the namespace that the other made.
            var (more, others) = await ReplayAsync("15-crd");
            (passed, problems) = (passed + more, [.. problems, .. others]);
        }

        output.WriteLine($"{passed} passed, {problems.Count} failed");
        Assert.True(problems.Count == 0, $"{passed} passed, {problems.Count} failed:\n" + string.Join('\n', problems));
    }

    private async Task<(int Passed, IReadOnlyList<string> Problems)> ReplayAsync(string name)
    {
        var bindings = new Bindings();
        bindings.Set("serverAddress", server.Host.Server.Authority);
        bindings.Set("kubernetesIP", "127.51.16.1");
        bindings.Set("serviceCIDR", "127.51.16.0/20");
        bindings.Set("freeIP1", "127.51.31.101");
        bindings.Set("freeIP2", "127.51.31.102");
        bindings.Set("nodeIP", "127.51.0.1");
        using var replay = new Replay(server.Host.Admin, new AnswerComparer(new JsonComparer(bindings))) { PollLimit = TimeSpan.FromSeconds(30) };
        return await replay.RunAsync(Exchange.ReadAll(TranscriptFiles.PathOf(name)), TranscriptFiles.Excluded(name));
    }
}
