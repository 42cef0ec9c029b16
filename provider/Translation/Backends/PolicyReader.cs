using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Backends;

/// <summary>What a BackendTLSPolicy says, apart from whether another one beats it.</summary>
internal sealed record PolicyOutcome
{
    /// <summary>TLS towards the backend, without a client certificate; null where the policy can't be used.</summary>
    public BackendTls? Tls { get; init; }

    public ImmutableArray<CertificateConfig> CaBundles { get; init; } = [];

    /// <summary>Reason and message of Accepted=False; null where it is True.</summary>
    public (string Reason, string Message)? Rejected { get; init; }

    /// <summary>Reason and message of ResolvedRefs=False; null where it is True.</summary>
    public (string Reason, string Message)? Unresolved { get; init; }
}

/// <summary>Reads BackendTLSPolicies.</summary>
internal static class PolicyReader
{
    public static PolicyOutcome Read(BackendTLSPolicy policy, Lookup lookup)
    {
        var validation = policy.Spec?.Validation;
        var names = (validation?.SubjectAltNames ?? []).Select(name => name.Type == "URI" ? name.Uri : name.Hostname).OfType<string>().ToImmutableArray();
        var tls = new BackendTls { ServerName = validation?.Hostname ?? "", SubjectAltNames = names };
        var references = validation?.CaCertificateRefs ?? [];
        if (references.Count == 0)
        {
            return validation?.WellKnownCACertificates is null or "System"
                ? new PolicyOutcome { Tls = tls }
                : new PolicyOutcome { Rejected = (Reasons.Invalid, Conditions.WellKnown(validation.WellKnownCACertificates)) };
        }

        var home = policy.Metadata?.Namespace ?? "";
        var outcome = CaReferences.Resolve(
            references.Select((reference, i) => new CaReference($"spec.validation.caCertificateRefs[{i}]", reference.Group ?? "", reference.Kind ?? "", new ObjectKey(home, reference.Name ?? ""))),
            lookup,
            from: null,
            Reasons.InvalidKind);
        (string, string)? unresolved = outcome.Reason is { } reason ? (reason, outcome.Message) : null;
        return outcome.Bundles.IsEmpty
            ? new PolicyOutcome { Rejected = (Reasons.NoValidCaCertificate, Conditions.NoCaForBackends), Unresolved = unresolved }
            : new PolicyOutcome { Tls = tls with { CaBundles = [.. outcome.Bundles.Select(bundle => bundle.Name).Distinct()] }, CaBundles = outcome.Bundles, Unresolved = unresolved };
    }
}
