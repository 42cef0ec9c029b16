using System.Text.Json.Nodes;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.GatewayApi.Yaml;

namespace Sluice.Translation.Tests;

/// <summary>Views of a cluster from manifests. A <c>DataPlane</c> document stands for what control knows about a Gateway's proxies, a <c>Clients</c> document for the pods of a namespace.</summary>
internal static class Views
{
    public static ClusterView Of(string yaml) => Of(Manifests.ParseTrees(yaml));

    public static ClusterView Of(IEnumerable<JsonObject> trees)
    {
        var view = ClusterView.Empty;
        foreach (var tree in trees)
        {
            view = (string?)tree["kind"] switch
            {
                "DataPlane" => With(view, tree),
                "Clients" => view with
                {
                    ClientAddresses = view.ClientAddresses.SetItem((string)tree["metadata"]!["name"]!, [.. tree["addresses"]!.AsArray().Select(address => (string)address!)]),
                },
                _ => With(view, GatewayApiJson.FromTree(tree)),
            };
        }

        return view;
    }

    public static ClusterView With(ClusterView view, KubernetesObject value)
    {
        var key = new ObjectKey(value.Metadata?.Namespace ?? "", value.Metadata?.Name ?? "");
        return value switch
        {
            GatewayClass item => view with { GatewayClasses = view.GatewayClasses.SetItem(key, item) },
            Gateway item => view with { Gateways = view.Gateways.SetItem(key, item) },
            ListenerSet item => view with { ListenerSets = view.ListenerSets.SetItem(key, item) },
            HTTPRoute item => view with { HttpRoutes = view.HttpRoutes.SetItem(key, item) },
            GRPCRoute item => view with { GrpcRoutes = view.GrpcRoutes.SetItem(key, item) },
            TLSRoute item => view with { TlsRoutes = view.TlsRoutes.SetItem(key, item) },
            TCPRoute item => view with { TcpRoutes = view.TcpRoutes.SetItem(key, item) },
            UDPRoute item => view with { UdpRoutes = view.UdpRoutes.SetItem(key, item) },
            ReferenceGrant item => view with { ReferenceGrants = view.ReferenceGrants.SetItem(key, item) },
            BackendTLSPolicy item => view with { BackendTlsPolicies = view.BackendTlsPolicies.SetItem(key, item) },
            Namespace item => view with { Namespaces = view.Namespaces.SetItem(key, item) },
            Service item => view with { Services = view.Services.SetItem(key, item) },
            EndpointSlice item => view with { EndpointSlices = view.EndpointSlices.SetItem(key, item) },
            Secret item => view with { Secrets = view.Secrets.SetItem(key, item) },
            ConfigMap item => view with { ConfigMaps = view.ConfigMaps.SetItem(key, item) },
            _ => throw new ArgumentException($"{value} has no place in a view.", nameof(value)),
        };
    }

    private static ClusterView With(ClusterView view, JsonObject tree)
    {
        var key = new ObjectKey((string?)tree["metadata"]?["namespace"] ?? "", (string?)tree["metadata"]?["name"] ?? "");
        var plane = new GatewayDataPlane
        {
            State = Enum.Parse<DataPlaneState>((string)tree["state"]!),
            Detail = (string?)tree["detail"] ?? "",
            Addresses = [.. (tree["addresses"] as JsonArray ?? []).Select(address => new DataPlaneAddress("IPAddress", (string)address!))],
        };
        return view with { DataPlanes = view.DataPlanes.SetItem(key, plane) };
    }
}
