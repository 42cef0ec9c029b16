using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Backends;
using Sluice.Translation.Gateways;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation.Status;

/// <summary>Statuses of BackendTLSPolicies: an entry per Gateway through which a route uses the target.</summary>
internal static class PolicyStatuses
{
    private const int MaxAncestors = 16;

    public static ImmutableDictionary<ObjectKey, PlannedPolicy> Of(TranslatedGraph graph, ClusterIndex index, TranslationMemo memo)
    {
        if (index.View.BackendTlsPolicies.IsEmpty)
        {
            return ImmutableDictionary<ObjectKey, PlannedPolicy>.Empty;
        }

        var ancestors = new Dictionary<ObjectKey, (BackendTLSPolicy Policy, bool IsBeaten, SortedSet<ObjectKey> Gateways)>();
        foreach (var gateway in graph.Gateways.Values)
        {
            foreach (var service in graph.RoutesOf(gateway.Key).SelectMany(route => Services(route, gateway.Key)).Distinct())
            {
                foreach (var policy in index.Policies(service).Policies)
                {
                    if (!ancestors.TryGetValue(policy.Key(), out var entry))
                    {
                        ancestors[policy.Key()] = entry = (policy, index.Policies(service).IsBeaten(policy, service.Name), []);
                    }

                    entry.Gateways.Add(gateway.Key);
                }
            }
        }

        return ancestors.Values.ToImmutableDictionary(entry => entry.Policy.Key(), entry => Plan(entry.Policy, entry.IsBeaten, entry.Gateways, memo));
    }

    // TLS that is passed through reaches the backend untouched, so a policy has no part in it.
    private static IEnumerable<ObjectKey> Services(TranslatedRoute route, ObjectKey gateway)
    {
        var isTerminated = route.AttachmentsOn(gateway).Any(attachment => !attachment.Listener.IsPassthrough);
        return route.Compiled.Backends
            .Where(use => use.Speech is Speech.Http or Speech.Grpc || (use.Speech == Speech.TerminatedTcp && isTerminated))
            .Select(use => use.Target?.Service).OfType<ObjectKey>();
    }

    private static PlannedPolicy Plan(BackendTLSPolicy policy, bool isBeaten, SortedSet<ObjectKey> gateways, TranslationMemo memo)
    {
        var outcome = memo.Get("policy", policy.Key(), "", policy, lookup => PolicyReader.Read(policy, lookup));
        EquatableArray<PlannedCondition> conditions =
        [
            isBeaten ? Conditions.No(ConditionTypes.Accepted, Reasons.Conflicted, Conditions.PolicyBeaten)
                : outcome.Rejected is { } rejected ? Conditions.No(ConditionTypes.Accepted, rejected.Reason, rejected.Message)
                : Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.PolicyAccepted),
            outcome.Unresolved is { } unresolved
                ? Conditions.No(ConditionTypes.ResolvedRefs, unresolved.Reason, unresolved.Message)
                : Conditions.Yes(ConditionTypes.ResolvedRefs, Reasons.ResolvedRefs, Conditions.RefsResolved),
        ];
        return new PlannedPolicy
        {
            Generation = policy.Generation(),
            Uid = policy.Uid(),
            Ancestors = [.. gateways.Take(MaxAncestors).Select(gateway => new PlannedAncestor
            {
                Ancestor = new ParentKey { Group = ListenerReader.Group, Kind = "Gateway", Namespace = gateway.Namespace, Name = gateway.Name },
                Conditions = conditions,
            })],
        };
    }
}
