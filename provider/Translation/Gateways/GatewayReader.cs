using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>Finds the Gateways of our classes and reads them with their ListenerSets.</summary>
internal static class GatewayReader
{
    public static ImmutableDictionary<ObjectKey, GatewayState> Read(ClusterView view, TranslationOptions options, TranslationMemo memo)
    {
        var setsByGateway = view.ListenerSets.Values.ToLookup(ParentOf);
        var states = ImmutableDictionary.CreateBuilder<ObjectKey, GatewayState>();
        foreach (var (key, gateway) in view.Gateways)
        {
            if (view.GatewayClasses.TryGetValue(new ObjectKey("", gateway.Spec?.GatewayClassName ?? ""), out var @class) && @class.Spec?.ControllerName == options.ControllerName)
            {
                var state = Read(gateway, @class, [.. setsByGateway[key].OldestFirst()], view, memo);
                states[key] = memo.Gateways.TryGetValue(key, out var last) && last.IsSame(state) ? last : state;
            }
        }

        // The same instance stands for "no Gateway changed", which lets every route keep what was made of it.
        var isUnchanged = states.Count == memo.Gateways.Count && states.All(pair => memo.Gateways.TryGetValue(pair.Key, out var last) && ReferenceEquals(last, pair.Value));
        return memo.Gateways = isUnchanged ? memo.Gateways : states.ToImmutable();
    }

    /// <summary>The Gateway that a ListenerSet names; of another kind, a key that no Gateway has.</summary>
    public static ObjectKey ParentOf(ListenerSet set)
    {
        var parent = set.Spec?.ParentRef;
        var isGateway = (parent?.Group ?? ListenerReader.Group) == ListenerReader.Group && (parent?.Kind ?? "Gateway") == "Gateway";
        return isGateway ? new ObjectKey(string.IsNullOrEmpty(parent?.Namespace) ? set.Metadata?.Namespace ?? "" : parent.Namespace, parent?.Name ?? "") : default;
    }

    private static GatewayState Read(Gateway gateway, GatewayClass @class, ImmutableArray<ListenerSet> sets, ClusterView view, TranslationMemo memo)
    {
        var key = gateway.Key();
        var own = (gateway.Spec?.Listeners ?? []).Select((listener, i) => ListenerReader.Read(listener, i, new ListenerOwner("Gateway", key), gateway, gateway, memo)).ToImmutableArray();
        var read = sets.Select(set => (Set: set, IsAllowed: Admits(gateway, set, view), Listeners: SetListeners(set, gateway, memo))).ToList();
        var (marked, markedSets) = ListenerConflicts.Mark(own, [.. read.Where(entry => entry.IsAllowed).SelectMany(entry => entry.Listeners)]);
        return new GatewayState
        {
            Key = key,
            Source = gateway,
            ClassName = gateway.Spec?.GatewayClassName ?? "",
            Listeners = marked,
            Sets = [.. read.Select(entry => new ListenerSetState
            {
                Key = entry.Set.Key(),
                Source = entry.Set,
                IsAllowed = entry.IsAllowed,
                Listeners = entry.IsAllowed ? [.. markedSets.Where(listener => listener.Owner.Key == entry.Set.Key())] : [],
            })],
            Fault = Fault(gateway, @class),
            ClientCertificate = gateway.Spec?.Tls?.Backend?.ClientCertificateRef is { } reference
                ? memo.Get("client-certificate", key, "", gateway, lookup => SecretReferences.Follow(reference, key.Namespace, new Referrer(ListenerReader.Group, "Gateway", key.Namespace), lookup))
                : null,
        };
    }

    private static ImmutableArray<ListenerState> SetListeners(ListenerSet set, Gateway gateway, TranslationMemo memo) =>
        [.. (set.Spec?.Listeners ?? []).Select((listener, i) => ListenerReader.Read(listener, i, new ListenerOwner("ListenerSet", set.Key()), set, gateway, memo))];

    private static bool Admits(Gateway gateway, ListenerSet set, ClusterView view)
    {
        var namespaces = gateway.Spec?.AllowedListeners?.Namespaces;
        var home = set.Metadata?.Namespace ?? "";
        return (namespaces?.From ?? "None") switch
        {
            "All" => true,
            "Same" => home == (gateway.Metadata?.Namespace ?? ""),
            "Selector" => view.Namespaces.TryGetValue(new ObjectKey("", home), out var found) && LabelSelectors.Matches(namespaces?.Selector, found.Metadata?.Labels),
            _ => false,
        };
    }

    private static (string Reason, string Message)? Fault(Gateway gateway, GatewayClass @class)
    {
        if (@class.Spec?.ParametersRef is not null)
        {
            return (Reasons.InvalidParameters, Conditions.ClassNotAccepted(@class.Metadata?.Name ?? ""));
        }

        if (gateway.Spec?.Infrastructure?.ParametersRef is { } parameters)
        {
            return (Reasons.InvalidParameters, Conditions.GatewayParameters(parameters.Kind ?? "", parameters.Name ?? ""));
        }

        var addresses = gateway.Spec?.Addresses ?? [];
        for (var i = 0; i < addresses.Count; i++)
        {
            if ((addresses[i].Type ?? "IPAddress") is not ("IPAddress" or "Hostname"))
            {
                return (Reasons.UnsupportedAddress, Conditions.AddressType(i, addresses[i].Type!));
            }
        }

        return null;
    }
}
