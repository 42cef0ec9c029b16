using System.Text.Json.Nodes;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Testing.Traffic;

/// <summary>
/// The cluster as it would be if it held exactly the manifests: what Kubernetes adds by itself (default namespace, namespace labels) and
/// what the platform's stack brings (the class) is filled in.
/// </summary>
internal static class ManifestView
{
    private const string DefaultNamespace = "default";
    private const string NameLabel = "kubernetes.io/metadata.name";

    public static ClusterView Of(StackManifests manifests)
    {
        var objects = manifests.Select(Typed).ToList();
        var view = objects.Aggregate(ClusterView.Empty, With);
        foreach (var name in objects.Select(value => value.Metadata!.Namespace ?? "").Append(DefaultNamespace).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            view = WithNamespace(view, name);
        }

        foreach (var name in view.Gateways.Values.Select(gateway => gateway.Spec?.GatewayClassName ?? "").Distinct(StringComparer.Ordinal))
        {
            var known = new GatewayClass { Metadata = new ObjectMeta { Name = name }, Spec = new GatewayClassSpec { ControllerName = PlatformNames.ControllerName } };
            view = view.GatewayClasses.ContainsKey(new ObjectKey("", name)) ? view : With(view, known);
        }

        return view;
    }

    private static KubernetesObject Typed(Manifest manifest)
    {
        var tree = manifest.ToJson();
        var known = KnownKinds.Find(manifest.ApiVersion, manifest.Kind);
        if (known?.Kind.Namespaced == true && manifest.Namespace.Length == 0)
        {
            ((JsonObject)tree["metadata"]!)["namespace"] = DefaultNamespace;
        }

        var value = GatewayApiJson.FromTree(tree);
        value.Metadata ??= new ObjectMeta { Name = manifest.Name };
        return value;
    }

    private static ClusterView WithNamespace(ClusterView view, string name)
    {
        var key = new ObjectKey("", name);
        var declared = view.Namespaces.GetValueOrDefault(key);
        var labels = new Dictionary<string, string>(declared?.Metadata?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [NameLabel] = name };
        return view with { Namespaces = view.Namespaces.SetItem(key, new Namespace { Metadata = new ObjectMeta { Name = name, Labels = labels } }) };
    }

    private static ClusterView With(ClusterView view, KubernetesObject value)
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
            Secret item => view with { Secrets = view.Secrets.SetItem(key, item) },
            ConfigMap item => view with { ConfigMaps = view.ConfigMaps.SetItem(key, item) },
            _ => view,
        };
    }
}
