using Sluice.Routing.Model;

namespace Sluice.Translation.Explaining;

/// <summary>The Service that a request in the mesh addresses, and what its client's namespace changes.</summary>
/// <param name="Key">The Service.</param>
/// <param name="Listener">Its port in the snapshot; null where the mesh proxies do not serve it.</param>
internal sealed record MeshTarget(ObjectKey Key, ListenerConfig? Listener)
{
    /// <summary>By the Service's name as cluster DNS knows it: <c>name.namespace</c> or longer, <c>name</c> alone for one of the client's namespace.</summary>
    /// <returns>Null where the name says no namespace and the client has none.</returns>
    public static MeshTarget? Of(ExplainedRequest request, RoutingSnapshot snapshot)
    {
        var labels = request.Host.Split('.');
        if ((labels.Length > 1 ? labels[1] : request.ClientNamespace) is not { } home)
        {
            return null;
        }

        var key = new ObjectKey(home, labels[0]);
        var listeners = snapshot.Listeners.Values.Where(listener => listener.BindPort is not null && listener.Port == request.Port && ServiceOf(listener) == key);
        return new MeshTarget(key, listeners.OrderBy(listener => listener.Name, StringComparer.Ordinal).FirstOrDefault(listener => (listener.Protocol == ListenerProtocol.Udp) == (request.Scheme == "udp")));
    }

    /// <summary>The ports of the Service that the mesh proxies serve, as words.</summary>
    public string Ports(RoutingSnapshot snapshot) => string.Join(", ", snapshot.Listeners.Values.Where(listener => ServiceOf(listener) == Key).Select(listener => listener.Port).Distinct().Order());

    /// <summary>The namespaces whose clients have routes of their own to the port.</summary>
    public IReadOnlyList<string> ConsumerNamespaces(RoutingSnapshot snapshot) =>
    [
        .. snapshot.HttpRoutes.Values.SelectMany(route => route.Attachments).Concat(snapshot.StreamRoutes.Values.SelectMany(route => route.Attachments))
            .Where(attachment => attachment.Listener == Listener?.Name).Select(attachment => attachment.ClientNamespace).OfType<string>().Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Traffic does not come to the proxies yet, as far as a route that waits for it tells.</summary>
    public bool IsPending(StatusPlan status) => Refusals(status).Any(refusal => refusal.Condition.Status == "Unknown");

    /// <summary>Why a route that names the Service does not hold, one line per route and reason.</summary>
    public IEnumerable<string> Unattached(StatusPlan status) => Refusals(status).Select(refusal =>
        $"{refusal.Route} is not attached{(refusal.Condition.Status == "Unknown" ? " yet" : "")} ({refusal.Condition.Reason}): {refusal.Condition.Message}");

    private IEnumerable<(RouteKey Route, PlannedCondition Condition)> Refusals(StatusPlan status) =>
        from route in status.Routes.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
        from parent in route.Value.Parents
        where parent.Parent.Kind == "Service" && parent.Parent.Namespace == Key.Namespace && parent.Parent.Name == Key.Name
        let accepted = parent.Conditions.FirstOrDefault(condition => condition is { Type: "Accepted", Status: not "True" })
        where accepted is not null
        select (route.Key, accepted);

    private static ObjectKey? ServiceOf(ListenerConfig listener) => listener.Name.Split('/') is ["Service", var ns, var name, ..] ? new ObjectKey(ns, name) : null;
}
