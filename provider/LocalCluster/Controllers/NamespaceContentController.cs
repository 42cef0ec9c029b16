using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Keeps in every namespace what pods count on: the ServiceAccount <c>default</c> and the cluster's CA.</summary>
internal sealed class NamespaceContentController : Controller
{
    public const string RootCa = "kube-root-ca.crt";
    private const string Default = "default";

    private readonly string _caPem;

    public NamespaceContentController(ControllerContext context, string caPem)
        : base(context)
    {
        _caPem = caPem;
        Caches.Namespaces.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.ServiceAccounts.OnChange(change => Notice(change.Current.Metadata, Default));
        Caches.ConfigMaps.OnChange(change => Notice(change.Current.Metadata, RootCa));
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Namespaces.Find(key) is not { Metadata.DeletionTimestamp: null })
        {
            return;
        }

        if (Caches.ServiceAccounts.Find(key.Name, Default) is null)
        {
            var account = new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = Default, NamespaceProperty = key.Name } };
            await CreateAsync(account, Caches.ServiceAccounts, cancel).ConfigureAwait(false);
        }

        V1ConfigMap? existing = Caches.ConfigMaps.Find(key.Name, RootCa);
        if (existing is null)
        {
            var map = new V1ConfigMap
            {
                Metadata = new V1ObjectMeta
                {
                    Name = RootCa,
                    NamespaceProperty = key.Name,
                    Annotations = new Dictionary<string, string>
                    {
                        ["kubernetes.io/description"] =
                            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
                    },
                },
                Data = new Dictionary<string, string> { ["ca.crt"] = _caPem },
            };
            await CreateAsync(map, Caches.ConfigMaps, cancel).ConfigureAwait(false);
        }
        else if (existing.Data is null || !existing.Data.TryGetValue("ca.crt", out string? pem) || pem != _caPem)
        {
            Caches.ConfigMaps.Observe(await Client.ReplaceAsync(existing with { Data = new Dictionary<string, string> { ["ca.crt"] = _caPem } }, cancel).ConfigureAwait(false));
        }
    }

    private void Notice(V1ObjectMeta metadata, string name)
    {
        if (metadata.Name == name)
        {
            Queue.Add(new ObjectKey("", metadata.NamespaceProperty));
        }
    }

    private async Task CreateAsync<T>(T item, ResourceCache<T> cache, CancellationToken cancel)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            cache.Observe(await Client.CreateAsync(item, cancel).ConfigureAwait(false));
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // The watch will show it.
        }
    }
}
