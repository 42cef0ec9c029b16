using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteServiceTypes : SerialCase
{
    private static readonly string[] Manual = ["manual-endpointslices", "headless-manual-endpointslices"];

    protected override string Manifests => Objects(
        HttpRoute("service-types", To(Manual[0], Exact("/manual-endpointslices")), To("headless", Exact("/headless")), To(Manual[1], Exact("/headless-manual-endpointslices"))),
        Service(Manual[0], ""),
        Slice(Manual[0], "ip4", "IPv4"),
        Slice(Manual[0], "ip6", "IPv6"),
        Service("headless", $"clusterIP: None, selector: {{app: {B1}}}, "),
        Service(Manual[1], "clusterIP: None, "),
        Slice(Manual[1], "ip4", "IPv4"),
        Slice(Manual[1], "ip6", "IPv6"));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "service-types");
        var pods = await Objects.ListAsync("Pod", Infra, $"app={B1}");
        foreach (var service in Manual)
        {
            await Objects.PatchAsync("EndpointSlice", $"{service}-ip4", new JsonObject { ["endpoints"] = Endpoints(pods) });
        }

        await http.ExpectAsync(("/manual-endpointslices", B1), ("/headless-manual-endpointslices", B1), ("/headless", B1));
    }

    private static string Service(string name, string spec) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}}
        spec: { {{spec}}ports: [{name: first-port, protocol: TCP, port: 8080, targetPort: 3000}] }
        """;

    /// <summary>Without endpoints at first, as somebody may make it by hand.</summary>
    private static string Slice(string service, string suffix, string addressType) => $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{service}}-{{suffix}}, labels: {kubernetes.io/service-name: {{service}} } }
        addressType: {{addressType}}
        ports: [{name: first-port, port: 3000, protocol: TCP}]
        """;

    private static JsonArray Endpoints(IEnumerable<JsonObject> pods) =>
    [
        .. pods.Select(pod => new JsonObject
        {
            ["addresses"] = new JsonArray((string)pod["status"]!["podIP"]!),
            ["conditions"] = new JsonObject { ["ready"] = true, ["serving"] = true, ["terminating"] = false },
            ["nodeName"] = (string?)pod["spec"]!["nodeName"],
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod", ["name"] = (string?)pod["metadata"]!["name"], ["namespace"] = Infra, ["uid"] = (string?)pod["metadata"]!["uid"],
            },
        }),
    ];
}
