using Sluice.Translation.Indexing;

namespace Sluice.Translation.Gateways;

/// <summary>Whether a listener admits routes of a namespace.</summary>
internal static class AllowedNamespaces
{
    public static bool Admits(ListenerState listener, string @namespace, ClusterView view)
    {
        var namespaces = listener.Spec.AllowedRoutes?.Namespaces;
        return (namespaces?.From ?? "Same") switch
        {
            "All" => true,
            "Same" => @namespace == listener.Owner.Key.Namespace,
            "Selector" => view.Namespaces.TryGetValue(new ObjectKey("", @namespace), out var found) && LabelSelectors.Matches(namespaces?.Selector, found.Metadata?.Labels),
            _ => false,
        };
    }
}
