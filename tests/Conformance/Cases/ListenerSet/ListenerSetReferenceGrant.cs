using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet, Features.ReferenceGrant)]
public sealed class ListenerSetReferenceGrant : ParallelCase
{
    private const string GatewayName = "gateway-with-listener-sets-test-reference-grant";
    private const string Other = "gateway-api-listener-sets-test-reference-grant-ns";

    protected override string Manifests => Objects(
        GatewayWith(GatewayName, "allowedListeners: {namespaces: {from: All}}", Listener("gateway-listener")),
        ReferenceGrant("reference-grant-for-gateway", WebBackend, "Gateway", "Secret"),
        ListenerSet("listenerset-with-reference-grant", GatewayName, Infra, Listener("listenerset-with-reference-grant-listener")),
        ReferenceGrant("reference-grant-for-listener-set", WebBackend, "ListenerSet", "Secret"),
        Namespace(Other),
        ListenerSet("listenerset-without-reference-grant", GatewayName, Other, Listener("listenerset-without-reference-grant-listener")));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.ConditionAsync("Gateway", GatewayName, Infra, "Accepted", "True", null);
        await Status.ConditionAsync("ListenerSet", "listenerset-with-reference-grant", Infra, "Accepted", "True", null);
        await Status.ConditionAsync("ListenerSet", "listenerset-with-reference-grant", Infra, "Programmed", "True", null);
        await Status.ListenerConditionsAsync("ListenerSet", "listenerset-with-reference-grant", Infra, "listenerset-with-reference-grant-listener", ("ResolvedRefs", "True", null));
        await Status.ConditionAsync("ListenerSet", "listenerset-without-reference-grant", Other, "Accepted", "False", "ListenersNotValid");
        await Status.ConditionAsync("ListenerSet", "listenerset-without-reference-grant", Other, "Programmed", "False", "ListenersNotValid");
        await Status.ListenerConditionsAsync("ListenerSet", "listenerset-without-reference-grant", Other, "listenerset-without-reference-grant-listener", ("ResolvedRefs", "False", "RefNotPermitted"));
    }

    private static string Listener(string name) =>
        $"name: {name}, port: 443, protocol: HTTPS, hostname: {name}.com, allowedRoutes: {{namespaces: {{from: All}}}}, tls: {{certificateRefs: [{{name: certificate, namespace: {WebBackend}}}]}}";
}
