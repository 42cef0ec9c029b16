using System.Net;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Definitions;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Bootstrap;

/// <summary>
/// What a server keeps by itself: its namespaces, the Service and EndpointSlice <c>default/kubernetes</c>, a default ServiceAccount
/// and the root certificate in every namespace, and the end of namespaces that are being deleted.
/// </summary>
internal sealed class SystemObjects(ClusterState cluster, string authorityPem) : IAsyncDisposable
{
    public static readonly ObjectKey OwnService = new("default", "kubernetes");

    private const string Manager = "kube-apiserver";
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectWriter _writer = new(cluster);
    private NamespaceLifecycle? _namespaces;
    private DefinitionController? _definitions;

    /// <summary>Takes over what the stored objects hold, before the first request.</summary>
    public void Restore()
    {
        foreach (var (key, service) in cluster.Store.Snapshot("services").Items)
        {
            // A Service keeps its address for life, so the server's own one is made anew where the cluster has moved to another block.
            if (key == OwnService && service.Tree.Text("spec", "clusterIP") != cluster.Services.KubernetesAddress.ToString())
            {
                cluster.Store.Delete(service, service.Tree.DeepClone().AsObject());
            }
            else
            {
                cluster.Services.Restore(service.Tree);
            }
        }

        foreach (var name in NamespaceAdmission.Protected)
        {
            Ensure("", "v1", "namespaces", "", name, new JsonObject());
        }
    }

    public void Start(IPAddress address, int port)
    {
        foreach (var definition in GatewayDefinitions.All())
        {
            Ensure("apiextensions.k8s.io", "v1", "customresourcedefinitions", "", definition.Text("metadata", "name")!, definition);
        }

        foreach (var (name, role) in BootstrapRoles.Roles())
        {
            Ensure("rbac.authorization.k8s.io", "v1", "clusterroles", "", name, role);
        }

        foreach (var (name, binding) in BootstrapRoles.Bindings())
        {
            Ensure("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "", name, binding);
        }

        _definitions = new DefinitionController(cluster, _stop.Token);
        _definitions.Start();
        EnsureKubernetesService(port);
        EnsureKubernetesEndpoints(address, port);
        _namespaces = new NamespaceLifecycle(cluster, authorityPem, _stop.Token);
        _namespaces.Start();
        cluster.Store.CompactHere();
    }

    private void EnsureKubernetesService(int port)
    {
        var ip = cluster.Services.KubernetesAddress.ToString();
        Ensure("", "v1", "services", "default", "kubernetes", new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" } },
            ["spec"] = new JsonObject
            {
                ["type"] = "ClusterIP",
                ["clusterIP"] = ip,
                ["clusterIPs"] = new JsonArray(ip),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443L, ["protocol"] = "TCP", ["targetPort"] = (long)port }),
            },
        });
    }

    private void EnsureKubernetesEndpoints(IPAddress address, int port)
    {
        Ensure("discovery.k8s.io", "v1", "endpointslices", "default", "kubernetes", new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "kubernetes" } },
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(address.ToString()),
                ["conditions"] = new JsonObject { ["ready"] = true },
            }),
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = (long)port }),
        });
        Ensure("", "v1", "endpoints", "default", "kubernetes", new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" } },
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = address.ToString() }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = (long)port, ["protocol"] = "TCP" }),
            }),
        });
    }

    private void Ensure(string group, string version, string plural, string scope, string name, JsonObject wanted)
    {
        var kind = cluster.Registry.Current.Require(group, version, plural);
        var context = new WriteContext { Kind = kind, Namespace = scope, Manager = Manager };
        wanted.Ensure("metadata")["name"] = name;
        if (cluster.Store.Find(kind.Storage, new ObjectKey(scope, name)) is null)
        {
            _writer.Create(context, Http.BodyReader.Finish(null, kind, wanted, Http.FieldValidation.Ignore));
            return;
        }

        _writer.Update(context, name, current =>
        {
            foreach (var (field, value) in wanted)
            {
                if (field is not ("metadata" or "apiVersion" or "kind") && value is not null)
                {
                    current[field] = field == "spec" ? Patches.MergePatch.Apply(current.Ensure("spec").DeepClone().AsObject(), value.AsObject()) : value.DeepClone();
                }
            }

            return Http.BodyReader.Finish(null, kind, current, Http.FieldValidation.Ignore);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_definitions is not null)
        {
            await _definitions.DisposeAsync().ConfigureAwait(false);
        }

        if (_namespaces is not null)
        {
            await _namespaces.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }
}
