using Sluice.LocalCluster.Tests.Hosting;
using Xunit.Abstractions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>
/// Replays conversations about what controllers and the node do with a whole cluster. They work in their own time, so revisions, the order
/// of lists whose names are random and the number of steps are free; everything else has to be the same.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterTranscriptTests(TranscriptCluster fixture, ITestOutputHelper output) : IClassFixture<TranscriptCluster>
{
    private const string TerminationLog = "/dev/termination-log";

    private static readonly string[] Recorded = ["03-defaults", "04-patch", "05-apply", "07-tables", "08-delete", "11-services", "12-deployment", "13-pods"];

    public static TheoryData<string> Names() => [.. TranscriptFiles.Names("cluster", Recorded)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Conversation_Replayed_AnswersAsRecorded(string name)
    {
        var cluster = fixture.Cluster;
        var addresses = cluster.Host.Addresses;
        var bindings = new Bindings { RevisionsAreFree = true };
        bindings.Set("serverAddress", cluster.Host.Server.Authority);
        bindings.Set("kubernetesIP", addresses.Services.Hosts().First().ToString());
        bindings.Set("serviceCIDR", addresses.Services.ToString());
        bindings.Set("freeIP1", addresses.Services.Hosts().ElementAt(4000).ToString());
        bindings.Set("freeIP2", addresses.Services.Hosts().ElementAt(4001).ToString());
        bindings.Set("serverIP", addresses.ApiServer.ToString());
        bindings.Set("node", "sluice-local");
        bindings.Set("nodeIP", addresses.Node.ToString());
        using var replay = new Replay(cluster.Host.Admin, new AnswerComparer(new LiveJsonComparer(bindings))) { PollLimit = TimeSpan.FromMinutes(2), ControllersAtWork = true };

        // A recorded pod writes its last words where a container has a file of its own. Here that is this machine's.
        var stranger = !File.Exists(TerminationLog);
        var (passed, problems) = await replay.RunAsync(Exchange.ReadAll(TranscriptFiles.PathOf(name)), TranscriptFiles.Excluded(name + "@cluster"));

        if (stranger)
        {
            File.Delete(TerminationLog);
        }

        output.WriteLine($"{passed} passed, {problems.Count} failed");
        Assert.True(problems.Count == 0, $"{passed} passed, {problems.Count} failed:\n" + string.Join('\n', problems));
    }
}
