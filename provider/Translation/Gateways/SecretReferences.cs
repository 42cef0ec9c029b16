using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>Where a reference to a Secret leads.</summary>
internal sealed record SecretOutcome(ObjectKey Key, bool IsPermitted, CertificateConfig? Certificate, string? Problem);

/// <summary>Follows references to Secrets with certificates: permission first, then kind, existence and content.</summary>
internal static class SecretReferences
{
    public static SecretOutcome Follow(SecretObjectReference reference, string home, Referrer from, Lookup lookup)
    {
        var group = reference.Group ?? "";
        var kind = reference.Kind ?? "Secret";
        var key = new ObjectKey(string.IsNullOrEmpty(reference.Namespace) ? home : reference.Namespace, reference.Name ?? "");
        if (!lookup.IsPermitted(from, group, kind, key))
        {
            return new(key, false, null, null);
        }

        if (group.Length != 0 || kind != "Secret")
        {
            return new(key, true, null, Conditions.ReferenceKind(group, kind, "Secret"));
        }

        if (lookup.Secret(key) is not { } secret)
        {
            return new(key, true, null, Conditions.NotFound("Secret", key));
        }

        var outcome = CertificateReader.KeyPair(secret);
        return new(key, true, outcome.Certificate, outcome.Problem);
    }
}
