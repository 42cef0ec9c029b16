using System.Collections;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Validation;

namespace Sluice.Testing;

/// <summary>Every object a program declares, ordered by kind, namespace and name. Its text is one YAML stream, made for snapshots.</summary>
public sealed class StackManifests : IReadOnlyList<Manifest>
{
    private readonly List<Manifest> _manifests;

    internal StackManifests(IEnumerable<Manifest> manifests)
    {
        _manifests =
        [
            .. manifests
                .OrderBy(manifest => manifest.Kind, StringComparer.Ordinal)
                .ThenBy(manifest => manifest.Namespace, StringComparer.Ordinal)
                .ThenBy(manifest => manifest.Name, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public int Count => _manifests.Count;

    /// <inheritdoc/>
    public Manifest this[int index] => _manifests[index];

    /// <summary>The object of this kind and name.</summary>
    /// <param name="kind">Such as <c>HTTPRoute</c>.</param>
    /// <param name="name">The object's name.</param>
    /// <exception cref="KeyNotFoundException">There is none, or more than one. The message lists what there is.</exception>
    public Manifest Get(string kind, string name)
    {
        var found = _manifests.Where(manifest => manifest.Kind == kind && manifest.Name == name).ToList();
        return found.Count == 1
            ? found[0]
            : throw new KeyNotFoundException(
                $"There are {found.Count} objects {kind} {name}. The stack has: {string.Join(", ", _manifests.Select(manifest => $"{manifest.Kind} {manifest.Name}"))}.");
    }

    /// <summary>
    /// What an API server with the Gateway API's definitions would say about the objects, in plain words: <c>HTTPRoute shop/reviews,
    /// spec.rules[0]...</c>. Empty if all of them are valid.
    /// </summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. from manifest in _manifests
           where KnownKinds.Find(manifest.ApiVersion, manifest.Kind) is { } known && KnownKinds.GatewayApi.Contains(known)
           from diagnostic in ObjectValidator.Validate(manifest.ToJson()).Diagnostics
           where diagnostic.Severity == Severity.Error
           select $"{manifest.Kind} {manifest.Namespace}/{manifest.Name}, {diagnostic}",
    ];

    /// <inheritdoc/>
    public IEnumerator<Manifest> GetEnumerator() => _manifests.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All objects as one YAML stream.</summary>
    public override string ToString() => string.Join("---\n", _manifests.Select(manifest => manifest.ToString()));
}
