using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

/// <summary>
/// Listeners of ListenerSets that conflict with the Gateway's or an older set's: the Gateway's come first, then sets by creation time,
/// then by name. A set none of whose listeners is left is not accepted.
/// </summary>
public abstract class ListenerSetConflictCase : ParallelCase
{
    protected abstract string Kind { get; }

    protected abstract string Reason { get; }

    private string GatewayName => $"gateway-with-listenerset-{Kind}-conflict";

    private string WithGateway => $"{Kind}-conflict-with-gateway-listener";

    private string WithSet => $"{Kind}-conflict-with-listener-set-listener";

    protected override string Manifests => Objects(
        GatewayWith(
            GatewayName, "allowedListeners: {namespaces: {from: Same}}",
            HttpListener("gateway-listener", hostname: "gateway-listener.com", from: "All"), HttpListener(WithGateway, hostname: $"{WithGateway}.com", from: "All")),
        ListenerSet(
            Set("gateway-1"), GatewayName, Infra,
            HttpListener("listener-set-1-listener", hostname: "listener-set-1-listener.com", from: "All"), Conflicting(WithGateway), HttpListener(WithSet, hostname: $"{WithSet}.com", from: "All")),
        ListenerSet(Set("gateway-2"), GatewayName, Infra, Conflicting(WithGateway)),
        ListenerSet(Set("listener-set-1"), GatewayName, Infra, HttpListener("listener-set-2-listener", hostname: "listener-set-2-listener.com", from: "All"), Conflicting(WithSet)),
        ListenerSet(Set("listener-set-2"), GatewayName, Infra, Conflicting(WithSet)));

    protected abstract string Conflicting(string name);

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await GoodAsync("Gateway", GatewayName, "gateway-listener", WithGateway);
        await Status.AttachedListenerSetsAsync(GatewayName, 2);

        await AcceptedAsync(Set("gateway-1"));
        await GoodAsync("ListenerSet", Set("gateway-1"), "listener-set-1-listener", WithSet);
        await ConflictedAsync(Set("gateway-1"), WithGateway);
        await RefusedAsync(Set("gateway-2"));
        await ConflictedAsync(Set("gateway-2"), WithGateway);

        await AcceptedAsync(Set("listener-set-1"));
        await GoodAsync("ListenerSet", Set("listener-set-1"), "listener-set-2-listener");
        await ConflictedAsync(Set("listener-set-1"), WithSet);
        await RefusedAsync(Set("listener-set-2"));
        await ConflictedAsync(Set("listener-set-2"), WithSet);
    }

    private string Set(string suffix) => $"listenerset-with-{Kind}-conflict-with-{suffix}";

    private async Task AcceptedAsync(string set)
    {
        await Status.ConditionAsync("ListenerSet", set, Infra, "Accepted", "True", null);
        await Status.ConditionAsync("ListenerSet", set, Infra, "Programmed", "True", "Programmed");
    }

    private async Task RefusedAsync(string set)
    {
        await Status.ConditionAsync("ListenerSet", set, Infra, "Accepted", "False", "ListenersNotValid");
        await Status.ConditionAsync("ListenerSet", set, Infra, "Programmed", "False", "ListenersNotValid");
    }

    private async Task GoodAsync(string kind, string name, params string[] listeners)
    {
        foreach (var listener in listeners)
        {
            await Status.ListenerConditionsAsync(kind, name, Infra, listener, ("ResolvedRefs", "True", null), ("Accepted", "True", null), ("Programmed", "True", null));
        }
    }

    private Task ConflictedAsync(string set, string listener) =>
        Status.ListenerConditionsAsync("ListenerSet", set, Infra, listener, ("Accepted", "False", Reason), ("Programmed", "False", Reason), ("Conflicted", "True", Reason));
}
