using System.Collections.Immutable;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using Sluice.Translation.Mesh;

namespace Sluice.Translation.Explaining;

/// <summary>
/// Follows a request through a Gateway's snapshot with the very matching that proxies use, and says every decision. Pure; the snapshot
/// may come from translation or from a proxy.
/// </summary>
public static class Explainer
{
    /// <param name="request">The request.</param>
    /// <param name="snapshot">What the Gateway's proxies serve.</param>
    /// <param name="gateway">The Gateway, for words.</param>
    /// <param name="status">The planned statuses, for hints; null where they are not at hand.</param>
    public static Explanation Explain(ExplainedRequest request, RoutingSnapshot snapshot, ObjectKey gateway, StatusPlan? status = null)
    {
        var trace = new Trace(request, snapshot, gateway, status ?? StatusPlan.Empty);
        var compiled = CompiledSnapshot.Compile(snapshot, CompiledSnapshot.Empty);
        if (gateway.Name == MeshNames.Plane)
        {
            return Mesh(compiled, trace);
        }

        if (compiled.Port(request.Port, request.Scheme == "udp") is not { } port)
        {
            var ports = compiled.Ports.Select(candidate => candidate.Port).Distinct().Order().ToList();
            return trace.End($"Refused: no listener of Gateway {gateway} is on port {request.Port}.", ports.Count == 0 ? "The Gateway serves nothing." : $"Its ports are {string.Join(", ", ports)}.");
        }

        return request.Scheme switch
        {
            "tcp" or "udp" => Stream(port, trace),
            "https" or "tls" => Encrypted(port, new RequestBytes(request), trace),
            _ => ClearText(port, new RequestBytes(request), trace),
        };
    }

    private static Explanation Mesh(CompiledSnapshot compiled, Trace trace)
    {
        var (request, snapshot) = (trace.Request, trace.Snapshot);
        if (MeshTarget.Of(request, snapshot) is not { } target)
        {
            return trace.End($"Unknown: \"{request.Host}\" names no namespace, so it means the Service of that name in the client's.", "Say which namespace the client is in, or write NAME.NAMESPACE.");
        }

        if (target.Listener is not { } config || compiled.Port(config.BindPort!.Value, request.Scheme == "udp") is not { Listeners: [var listener, ..] })
        {
            var ports = target.Ports(snapshot);
            var hints = target.Unattached(trace.Status).ToList();
            return trace.End(
                ports.Length == 0
                    ? $"Not routed: Service {target.Key} is not in the mesh, so its connections go straight to its pods."
                    : $"Not routed: the mesh serves no port {request.Port} of Service {target.Key}.",
                ports.Length > 0 ? [$"Its ports are {ports}.", .. hints] : hints.Count > 0 ? hints : [Status.Conditions.NotInMesh(target.Key)]);
        }

        trace.Step(target.IsPending(trace.Status)
            ? $"{config.Source} (port {config.Port}) is being captured: some of its connections go straight to its pods, the others come to the mesh proxies, at port {config.BindPort}."
            : $"{config.Source} (port {config.Port}) is in the mesh: its connections come to the mesh proxies, at port {config.BindPort}.");
        var consumers = target.ConsumerNamespaces(snapshot);
        if (request.ClientNamespace is { } client)
        {
            trace.Step(consumers.Contains(client)
                ? $"Clients of namespace {client} have consumer routes of their own to it; no other route counts for them."
                : $"Namespace {client} has no consumer route to it; producer routes count, those of namespace {target.Key.Namespace}.");
        }
        else if (consumers.Count > 0)
        {
            trace.Hint($"Clients of {string.Join(", ", consumers)} have routes of their own; say from which namespace the request comes.");
        }

        foreach (var route in target.Unattached(trace.Status))
        {
            trace.Hint(route);
        }

        if (request.Scheme is "http" && config.Protocol == ListenerProtocol.Mesh)
        {
            return Http(listener, new RequestBytes(request), trace);
        }

        var byName = request.Scheme is "https" or "tls" && listener.RoutesByServerName(request.ClientNamespace);
        return Relay(
            byName ? listener.MatchServerName(new RequestBytes(request).Host, request.ClientNamespace) : listener.StreamRoute(request.ClientNamespace),
            byName ? $"the most specific hostname for \"{request.Host}\"" : "the oldest route of the port",
            trace);
    }

    private static Explanation Stream(CompiledPort port, Trace trace)
    {
        if (port.StreamListener is not { } listener)
        {
            return trace.End($"Refused: port {port.Port} has no {trace.Request.Scheme.ToUpperInvariant()} listener.");
        }

        trace.Step($"Port {port.Port} is that of {Describe(listener.Config)}.");
        return Relay(listener.StreamRoute(), "the oldest route of the listener", trace);
    }

    private static Explanation Encrypted(CompiledPort port, RequestBytes bytes, Trace trace)
    {
        if (port.ForServerName(bytes.Host) is not { } listener)
        {
            return trace.End(
                $"The connection is closed in the handshake: no listener on port {port.Port} serves the name \"{trace.Request.Host}\".",
                port.ExpectsTls ? $"Listeners: {string.Join("; ", port.Listeners.Select(candidate => Describe(candidate.Config)))}." : "The port takes clear text only.");
        }

        trace.Step($"SNI \"{trace.Request.Host}\" on port {port.Port} selects {Describe(listener.Config)}, the most specific hostname.");
        if (listener.Config.Tls is { Mode: TlsMode.Terminate } tls)
        {
            trace.Step($"TLS ends here, with {string.Join(" or ", tls.Certificates)}{(tls.ClientValidation is null ? "" : "; a client certificate is asked for")}.");
        }

        return listener.Config.Protocol == ListenerProtocol.Tls
            ? Relay(listener.MatchServerName(bytes.Host), $"the most specific hostname for \"{trace.Request.Host}\"", trace)
            : Http(listener, bytes, trace);
    }

    private static Explanation ClearText(CompiledPort port, RequestBytes bytes, Trace trace)
    {
        if (port.ForHost(bytes.Host) is not { } listener)
        {
            return trace.End(
                port.ServesHttp ? $"404: no listener on port {port.Port} serves the host \"{trace.Request.Host}\"." : $"Refused: port {port.Port} does not take clear-text HTTP.",
                $"Listeners: {string.Join("; ", port.Listeners.Select(candidate => Describe(candidate.Config)))}.");
        }

        trace.Step($"Host \"{trace.Request.Host}\" on port {port.Port} selects {Describe(listener.Config)}, the most specific hostname; only its routes count.");
        return Http(listener, bytes, trace);
    }

    private static Explanation Http(CompiledListener listener, RequestBytes bytes, Trace trace)
    {
        var match = listener.Match(bytes.Head);
        if (match.Rule is not { } rule)
        {
            var attached = trace.Snapshot.HttpRoutes.Values.Where(route => route.Attachments.Any(attachment => attachment.Listener == listener.Config.Name))
                .Select(route => route.Source + (route.Attachments[0].ClientNamespace is { } only ? $" (for clients of {only})" : "")).Order(StringComparer.Ordinal).ToList();
            return trace.End(
                "404 (gRPC: UNIMPLEMENTED): no rule of the listener's routes matches.",
                attached.Count == 0 ? "No route is attached to the listener." : $"Routes of the listener: {string.Join(", ", attached)}.");
        }

        if (rule.Route.Source == listener.Config.Source)
        {
            trace.Step("No route applies to this client; its requests pass to the Service's pods as they are.");
            return Choose(rule.Config.Backends, trace, "500", "503");
        }

        trace.Step($"{rule.Route.Source}, rule {rule.Config.Index}{(rule.Config.RuleName is { } name ? $" ({name})" : "")} wins by {Describe(match.Path)}{Conditions(rule.Config, match.Path)}.");
        foreach (var filter in rule.Config.Filters)
        {
            trace.Step(Filters.Describe(filter));
        }

        if (rule.Failure is { } failure)
        {
            return trace.End($"500: {failure}");
        }

        if (rule.Redirect is { } redirect)
        {
            return trace.End($"{redirect.StatusCode}: the client is redirected.");
        }

        return Choose(rule.Config.Backends, trace, "500", "503");
    }

    private static Explanation Relay(CompiledStreamRoute? route, string why, Trace trace)
    {
        if (route is null)
        {
            return trace.End("The connection is closed: the listener has no route for it.");
        }

        trace.Step(trace.Snapshot.Listeners.Values.Any(listener => listener.Source == route.Config.Source)
            ? "No route applies to this client; its bytes pass to the Service's pods as they are."
            : $"{route.Config.Source} takes it, as {why}.");
        return Choose(route.Config.Backends, trace, "the connection is closed", "the connection is closed");
    }

    private static Explanation Choose(ImmutableArray<WeightedBackend> backends, Trace trace, string onFailure, string onEmpty)
    {
        var total = backends.Sum(backend => (long)backend.Weight);
        if (total == 0)
        {
            return trace.End($"{onFailure}: {(backends.IsEmpty ? "the rule has no backend" : "all weights are 0")}.");
        }

        var chosen = backends.Where(backend => backend.Weight > 0).ToList();
        foreach (var backend in backends)
        {
            var share = 100.0 * backend.Weight / total;
            var unit = trace.Snapshot.Backends.GetValueOrDefault(backend.Backend);
            trace.Step(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share:0.##} % to {Describe(backend.Backend, unit, onFailure, onEmpty)}{(backend.Filters.IsEmpty ? "" : $", with {backend.Filters.Length} filter(s) of its own")}."));
        }

        if (chosen.Count > 1)
        {
            return trace.End($"Forwarded to one of {chosen.Count} backends by weight.");
        }

        return trace.End(trace.Snapshot.Backends.GetValueOrDefault(chosen[0].Backend) switch
        {
            null => $"{Capital(onFailure)}: the backend is unknown.",
            { Failure: { } failure } => $"{Capital(onFailure)}: {failure}",
            { Endpoints.IsEmpty: true } backend => $"{Capital(onEmpty)}: {backend.Source} has no ready endpoint.",
            var backend => $"Forwarded to {backend.Source}.",
        });
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Describe(string name, BackendConfig? backend, string onFailure, string onEmpty) => backend switch
    {
        null => $"{name}, which is unknown ({onFailure})",
        { Failure: { } failure } => $"a backend that can't be used ({onFailure}): {failure.TrimEnd('.')}",
        { Endpoints.IsEmpty: true } => $"{backend.Source}, which has no ready endpoint ({onEmpty})",
        _ => $"{backend.Source} by {backend.Protocol}{(backend.Tls is { } tls ? $" over TLS to {tls.ServerName}" : "")}, {backend.Endpoints.Length} endpoint(s) from {backend.Endpoints[0].Address}:{backend.Endpoints[0].Port}",
    };

    private static string Describe(ListenerConfig listener) => $"{listener.Source} ({listener.Protocol}, {(listener.Hostname.Length == 0 ? "every host" : listener.Hostname)})";

    private static string Describe(PathMatch? path) => path switch
    {
        null => "every path",
        { Kind: PathMatchKind.Exact } => $"the exact path {path.Value}",
        { Kind: PathMatchKind.RegularExpression } => $"the expression {path.Value}",
        _ => $"the path prefix {path.Value}",
    };

    // The other conditions of the match with that path; where several share it, how many there are.
    private static string Conditions(HttpRule rule, PathMatch? path)
    {
        var matches = rule.Matches.Where(match => match.Path == path).ToList();
        if (matches.Count != 1)
        {
            return matches.Count == 0 ? "" : $" ({matches.Count} matches have it)";
        }

        var match = matches[0];
        IEnumerable<string> conditions =
        [
            .. match.Method is { } method ? [$"method {method}"] : Array.Empty<string>(),
            .. match.Headers.Select(header => $"header {header.Name} {(header.Kind == ValueMatchKind.Exact ? "=" : "~")} {header.Value}"),
            .. match.QueryParams.Select(query => $"query {query.Name} {(query.Kind == ValueMatchKind.Exact ? "=" : "~")} {query.Value}"),
        ];
        return conditions.Any() ? " and " + string.Join(" and ", conditions) : "";
    }

    /// <summary>Collects steps.</summary>
    private sealed class Trace(ExplainedRequest request, RoutingSnapshot snapshot, ObjectKey gateway, StatusPlan status)
    {
        private readonly List<string> _steps = [];
        private readonly List<string> _hints = [];

        public ExplainedRequest Request { get; } = request;

        public StatusPlan Status { get; } = status;

        public RoutingSnapshot Snapshot { get; } = snapshot;

        public void Step(string text) => _steps.Add(text);

        public void Hint(string text) => _hints.Add(text);

        public Explanation End(string outcome, params IEnumerable<string> hints) => new() { Outcome = outcome, Steps = [.. _steps], Hints = [.. hints.Concat(_hints).Concat(Refused())] };

        // Routes that want to be on this Gateway and are not, and listeners that are not served.
        private IEnumerable<string> Refused()
        {
            foreach (var (key, route) in Status.Routes.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
            {
                foreach (var parent in route.Parents.Where(parent => parent.Parent.Kind == "Gateway" && parent.Parent.Namespace == gateway.Namespace && parent.Parent.Name == gateway.Name))
                {
                    if (parent.Conditions.FirstOrDefault(condition => condition is { Type: "Accepted", Status: "False" }) is { } refused)
                    {
                        yield return $"{key} is not attached ({refused.Reason}): {refused.Message}";
                    }
                }
            }

            foreach (var listener in Status.Gateways.GetValueOrDefault(gateway)?.Listeners ?? [])
            {
                if (listener.Conditions.FirstOrDefault(condition => condition is { Type: "Accepted" or "ResolvedRefs", Status: "False" }) is { } bad)
                {
                    yield return $"Listener {listener.Name} has {bad.Type}=False ({bad.Reason}): {bad.Message}";
                }
            }
        }
    }
}
