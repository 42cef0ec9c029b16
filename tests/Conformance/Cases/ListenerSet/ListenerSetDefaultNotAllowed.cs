using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetDefaultNotAllowed : ParallelCase
{
    private const string GatewayName = "gateway-default-does-not-allow-listenerset";
    private const string Set = "listenerset-default-not-allowed";

    protected override string Manifests => Objects(
        Gateway(GatewayName, HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All")),
        ListenerSet(Set, GatewayName, Infra, HttpListener($"{Set}-listener", hostname: $"{Set}-listener.com", from: "All")));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.AttachedListenerSetsAsync(GatewayName, 0);
        await Status.ConditionAsync("ListenerSet", Set, Infra, "Accepted", "False", "NotAllowed");
        await Status.ConditionAsync("ListenerSet", Set, Infra, "Programmed", "False", "NotAllowed");
    }
}
