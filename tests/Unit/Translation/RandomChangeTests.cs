using System.Text.Json.Nodes;
using Sluice.GatewayApi.Yaml;
using Sluice.TestKit;

namespace Sluice.Translation.Tests;

public sealed class RandomChangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ObjectsThatComeAndGo_GiveWhatAFreshTranslationGives(int seed)
    {
        var random = new Random(seed);
        foreach (var @case in Golden.Cases())
        {
            var all = Manifests.ParseTrees(File.ReadAllText(Golden.PathOf(@case, "in.yaml"))).ToArray();

            // Typed once, so that an object that stays is the same instance, as it is in a watch cache.
            var objects = all.Select(tree => (Tree: tree, View: Views.Of([tree]))).ToArray();
            var present = objects.Select(_ => random.Next(2) == 0).ToArray();
            TranslationMemo? memo = null;
            for (var step = 0; step < 15; step++)
            {
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    var i = random.Next(present.Length);
                    present[i] = !present[i];
                }

                var view = objects.Where((_, i) => present[i]).Aggregate(ClusterView.Empty, (sum, next) => Merge(sum, next.View));
                var incremental = Translator.Translate(view, TranslationOptions.Default, memo);
                memo = incremental.Memo;
                Assert.Equal(Rendering.Render(Translator.Translate(view, TranslationOptions.Default)), Rendering.Render(incremental));
            }
        }
    }

    [Fact]
    public void EmptyObjects_AreSurvived()
    {
        string[] kinds = ["GatewayClass", "Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "ReferenceGrant", "BackendTLSPolicy"];
        foreach (var spec in (string[])["", "spec: {}", "spec: {parentRefs: [{}], rules: [{}], listeners: [{}], targetRefs: [{}], addresses: [{}], gatewayClassName: sluice, controllerName: sluice.dev/gateway-controller}"])
        {
            var view = Views.Of("apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: sluice}\nspec: {controllerName: sluice.dev/gateway-controller}");
            foreach (var kind in kinds)
            {
                view = Views.With(view, GatewayApi.GatewayApiJson.FromTree((JsonObject)Manifests.ParseTrees($"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: x, namespace: a}}\n{spec}")[0]));
            }

            Assert.NotNull(Translator.Translate(view, TranslationOptions.Default));
        }
    }

    private static ClusterView Merge(ClusterView a, ClusterView b) => a with
    {
        GatewayClasses = a.GatewayClasses.SetItems(b.GatewayClasses),
        Gateways = a.Gateways.SetItems(b.Gateways),
        ListenerSets = a.ListenerSets.SetItems(b.ListenerSets),
        HttpRoutes = a.HttpRoutes.SetItems(b.HttpRoutes),
        GrpcRoutes = a.GrpcRoutes.SetItems(b.GrpcRoutes),
        TlsRoutes = a.TlsRoutes.SetItems(b.TlsRoutes),
        TcpRoutes = a.TcpRoutes.SetItems(b.TcpRoutes),
        UdpRoutes = a.UdpRoutes.SetItems(b.UdpRoutes),
        ReferenceGrants = a.ReferenceGrants.SetItems(b.ReferenceGrants),
        BackendTlsPolicies = a.BackendTlsPolicies.SetItems(b.BackendTlsPolicies),
        Namespaces = a.Namespaces.SetItems(b.Namespaces),
        Services = a.Services.SetItems(b.Services),
        EndpointSlices = a.EndpointSlices.SetItems(b.EndpointSlices),
        Secrets = a.Secrets.SetItems(b.Secrets),
        ConfigMaps = a.ConfigMaps.SetItems(b.ConfigMaps),
        DataPlanes = a.DataPlanes.SetItems(b.DataPlanes),
    };
}
