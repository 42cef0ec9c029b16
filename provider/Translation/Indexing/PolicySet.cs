using System.Collections.Immutable;
using Sluice.GatewayApi;

namespace Sluice.Translation.Indexing;

/// <summary>The BackendTLSPolicies that target one Service, the oldest first.</summary>
internal sealed class PolicySet(ImmutableArray<BackendTLSPolicy> policies)
{
    public static readonly PolicySet Empty = new([]);

    public ImmutableArray<BackendTLSPolicy> Policies { get; } = policies;

    /// <summary>The policy for a port of the Service: one that names the port goes before one for the whole Service; of two alike the older one holds.</summary>
    public BackendTLSPolicy? For(string service, string? portName) =>
        (string.IsNullOrEmpty(portName) ? null : First(service, portName)) ?? First(service, null);

    /// <summary>True where every target of the policy belongs to an older one.</summary>
    public bool IsBeaten(BackendTLSPolicy policy, string service) =>
        Sections(policy, service).All(section => !ReferenceEquals(First(service, section), policy));

    private BackendTLSPolicy? First(string service, string? section) =>
        Policies.FirstOrDefault(policy => Sections(policy, service).Contains(section));

    private static IEnumerable<string?> Sections(BackendTLSPolicy policy, string service) =>
        (policy.Spec?.TargetRefs ?? [])
            .Where(target => string.IsNullOrEmpty(target.Group) && target.Kind == "Service" && target.Name == service)
            .Select(target => string.IsNullOrEmpty(target.SectionName) ? null : target.SectionName);
}
