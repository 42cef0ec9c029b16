using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Pulumi.Testing;

namespace Sluice.Testing;

/// <summary>
/// Answers registrations as the Kubernetes provider would after it created the object, and remembers what it was asked to create. Objects
/// without a name get one that is the same in every run.
/// </summary>
internal sealed class RecordingCluster(string gatewayAddress) : IMocks
{
    private const string ProviderPackage = "kubernetes:";
    private const string DefaultNamespace = "default";

    private readonly ConcurrentQueue<Manifest> _manifests = new();

    public IEnumerable<Manifest> Manifests => _manifests;

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        var isObject = args.Type?.StartsWith(ProviderPackage, StringComparison.Ordinal) == true && args.Inputs.ContainsKey("kind");
        if (!isObject)
        {
            return Task.FromResult<(string?, object)>((args.Name, args.Inputs));
        }

        var metadata = args.Inputs.TryGetValue("metadata", out var given) && given is ImmutableDictionary<string, object> map
            ? map
            : ImmutableDictionary<string, object>.Empty;
        if (!metadata.ContainsKey("name"))
        {
            metadata = metadata.SetItem("name", Autoname(args.Name!));
        }

        var declared = args.Inputs.SetItem("metadata", metadata);
        _manifests.Enqueue(new Manifest(args.Name!, ManifestTree.Of(declared)));
        var live = metadata.ContainsKey("namespace") ? metadata : metadata.SetItem("namespace", DefaultNamespace);
        return Task.FromResult<(string?, object)>(($"{live["namespace"]}/{live["name"]}", WithStatus(declared.SetItem("metadata", live))));
    }

    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Args);

    // The provider appends eight random digits; a test wants the same ones every time (FNV-1a).
    private static string Autoname(string resourceName)
    {
        var hash = resourceName.Aggregate(2166136261u, (hash, character) => unchecked((hash ^ character) * 16777619u));
        return $"{resourceName}-{hash.ToString("x8", CultureInfo.InvariantCulture)}";
    }

    private ImmutableDictionary<string, object> WithStatus(ImmutableDictionary<string, object> live)
    {
        if (live["kind"] is not "Gateway")
        {
            return live;
        }

        var address = ImmutableDictionary<string, object>.Empty.Add("type", "IPAddress").Add("value", gatewayAddress);
        return live.SetItem("status", ImmutableDictionary<string, object>.Empty.Add("addresses", ImmutableArray.Create<object>(address)));
    }
}
