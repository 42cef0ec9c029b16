using k8s.Models;
using Sluice.LocalCluster.Controllers;

namespace Sluice.LocalCluster.Tests.Controllers;

public sealed class TriggerTimesTests
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void First_IsTheOldestOfServiceAndPods()
    {
        Assert.Equal(Start.AddSeconds(5), new TriggerTimes().Next(Service(5), [Pod("a", 9), Pod("b", 7)]));
        Assert.Equal(Start.AddSeconds(7), new TriggerTimes().Next(Service(20), [Pod("a", 9), Pod("b", 7)]));
    }

    [Fact]
    public void Later_OnlyWhatIsNewCounts()
    {
        var times = new TriggerTimes();
        times.Next(Service(5), [Pod("a", 9), Pod("b", 7)]);

        Assert.Null(times.Next(Service(5), [Pod("a", 9), Pod("b", 7)]));
        Assert.Equal(Start.AddSeconds(12), times.Next(Service(5), [Pod("a", 12), Pod("b", 15)]));
        Assert.Null(times.Next(Service(5), [Pod("a", 12)]));
    }

    [Fact]
    public void PodsOfOthersAndWithoutReadiness_DoNotCount()
    {
        V1Pod stranger = Pod("c", 1);
        stranger = stranger with { Metadata = stranger.Metadata with { Labels = new Dictionary<string, string> { ["app"] = "other" } } };
        V1Pod unknown = Pod("d", 1) with { Status = new V1PodStatus() };

        Assert.Equal(Start.AddSeconds(5), new TriggerTimes().Next(Service(5), [stranger, unknown]));
    }

    [Fact]
    public void Forgotten_StartsAnew()
    {
        var times = new TriggerTimes();
        times.Next(Service(5), []);
        times.Forget(new("default", "web"));

        Assert.Equal(Start.AddSeconds(5), times.Next(Service(5), []));
    }

    [Fact]
    public void Stamp_ReplacesOrRemovesTheTime_AndKeepsTheRest()
    {
        Dictionary<string, string>? first = TriggerTimes.Stamp(new Dictionary<string, string> { ["note"] = "x" }, Start);
        Assert.Equal("2024-01-01T00:00:00Z", first!["endpoints.kubernetes.io/last-change-trigger-time"]);
        Assert.Equal(["note"], TriggerTimes.Stamp(first, null)!.Keys);
        Assert.Null(TriggerTimes.Stamp(null, null));
    }

    private static V1Service Service(int seconds) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "default", CreationTimestamp = Start.AddSeconds(seconds) },
        Spec = new V1ServiceSpec { Selector = new Dictionary<string, string> { ["app"] = "web" } },
    };

    private static V1Pod Pod(string name, int seconds) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Labels = new Dictionary<string, string> { ["app"] = "web" } },
        Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = "True", LastTransitionTime = Start.AddSeconds(seconds) }] },
    };
}
