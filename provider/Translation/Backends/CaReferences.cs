using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Backends;

/// <summary>A reference to a CA bundle.</summary>
internal readonly record struct CaReference(string Field, string Group, string Kind, ObjectKey Key);

/// <summary>What became of references to CA bundles.</summary>
internal sealed record CaOutcome
{
    public ImmutableArray<CertificateConfig> Bundles { get; init; } = [];

    /// <summary>Reason and message of the worst problem; null where every reference is good.</summary>
    public string? Reason { get; init; }

    public string Message { get; init; } = "";
}

/// <summary>Follows references to CA bundles.</summary>
internal static class CaReferences
{
    /// <param name="references">The references, in order.</param>
    /// <param name="lookup">Where to look.</param>
    /// <param name="from">Who refers, for references across namespaces; null where they can't cross.</param>
    /// <param name="wrongKind">The reason for a reference to something else than a ConfigMap.</param>
    public static CaOutcome Resolve(IEnumerable<CaReference> references, Lookup lookup, Referrer? from, string wrongKind)
    {
        var bundles = ImmutableArray.CreateBuilder<CertificateConfig>();
        (string Reason, string Message)? problem = null;
        foreach (var reference in references)
        {
            var found = Follow(reference, lookup, from, wrongKind);
            if (found.Bundle is { } bundle)
            {
                bundles.Add(bundle);
            }
            else
            {
                problem ??= (found.Reason, found.Message);
            }
        }

        return new CaOutcome { Bundles = bundles.ToImmutable(), Reason = problem?.Reason, Message = problem?.Message ?? "" };
    }

    private static (CertificateConfig? Bundle, string Reason, string Message) Follow(CaReference reference, Lookup lookup, Referrer? from, string wrongKind)
    {
        if (from is { } referrer && !lookup.IsPermitted(referrer, reference.Group, reference.Kind, reference.Key))
        {
            return (null, Reasons.RefNotPermitted, Conditions.CaNotPermitted(reference.Field, reference.Key));
        }

        if (reference.Group.Length != 0 || reference.Kind != "ConfigMap")
        {
            return (null, wrongKind, Conditions.Field(reference.Field, Conditions.ReferenceKind(reference.Group, reference.Kind, "ConfigMap")));
        }

        if (lookup.ConfigMap(reference.Key) is not { } map)
        {
            return (null, Reasons.InvalidCaCertificateRef, Conditions.Field(reference.Field, Conditions.NotFound("ConfigMap", reference.Key)));
        }

        var outcome = CertificateReader.CaBundle(map);
        return outcome.Certificate is { } bundle
            ? (bundle, "", "")
            : (null, Reasons.InvalidCaCertificateRef, Conditions.Field(reference.Field, outcome.Problem!));
    }
}
