using Sluice.Proxy.Upstream;
using Sluice.Routing.Filters;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Forwarding;

/// <summary>How a request came in, for the decision about it.</summary>
/// <param name="Port">The tables of the port; null where no listener is left on it.</param>
/// <param name="ServerName">SNI of the connection; null on clear text.</param>
/// <param name="FullStack">True where the full HTTP stack is asking, so that nothing has to be handed to it.</param>
internal readonly record struct Arrival(CompiledPort? Port, byte[]? ServerName, bool FullStack);

/// <summary>Turns a request head into a decision. Shared by all HTTP engines; no I/O, no allocation but for redirects and CORS.</summary>
internal static class Router
{
    public static void Decide(RouteDecision decision, in Arrival arrival, in RequestHead head)
    {
        decision.Reset();

        // Step 1: the listener. On TLS it was chosen by SNI, and a better one for this Host means a misdirected request.
        var listener = arrival.ServerName is { } serverName
            ? arrival.Port?.ForServerName(serverName)
            : arrival.Port?.ForHost(head.Host);
        decision.Listener = listener;
        if (listener is null)
        {
            decision.Respond(404, ResponseFlags.NoRoute);
            return;
        }

        if (arrival.ServerName is not null
            && !head.Host.SequenceEqual(arrival.ServerName)
            && arrival.Port?.ForServerName(head.Host) is { } better
            && !ReferenceEquals(better, listener))
        {
            decision.Respond(421, ResponseFlags.NoRoute);
            return;
        }

        // Step 2: the rule.
        var match = listener.Match(head);
        if (match.Rule is not { } rule)
        {
            decision.Respond(404, ResponseFlags.NoRoute);
            return;
        }

        decision.Rule = rule;
        decision.Matched = match.Path;
        if (rule.Failure is not null)
        {
            decision.Respond(500, ResponseFlags.RouteFailure);
            return;
        }

        // Step 3: what a rule answers by itself.
        if (rule.Cors is { } cors)
        {
            if (CompiledCors.IsPreflight(head))
            {
                decision.Cors = cors.Preflight(head);
                decision.Respond(204, ResponseFlags.None);
                return;
            }

            decision.Cors = cors.Response(head);
        }

        if (!arrival.FullStack && NeedsFullStack(rule))
        {
            decision.Verdict = Verdict.FullStack;
            return;
        }

        if (rule.Redirect is { } redirect)
        {
            Redirect(decision, redirect, listener, head);
            return;
        }

        // Step 4: the backend.
        ChooseBackend(decision, rule, listener, head);
    }

    private static void ChooseBackend(RouteDecision decision, CompiledRule rule, CompiledListener listener, in RequestHead head)
    {
        if (rule.NextBackend() is not { } target)
        {
            decision.Respond(500, ResponseFlags.RouteFailure);
            return;
        }

        decision.Target = target;
        if (target.Redirect is { } redirect)
        {
            Redirect(decision, redirect, listener, head);
            return;
        }

        if (target.Failure is not null || UpstreamBackend.Of(target.Slot) is not { } backend)
        {
            decision.Respond(500, ResponseFlags.RouteFailure);
            return;
        }

        decision.Backend = backend;
        var view = backend.View;
        decision.View = view;
        if (view.Failure is not null)
        {
            decision.Respond(500, ResponseFlags.RouteFailure);
        }
        else if (view.Endpoints.IsEmpty)
        {
            decision.Respond(503, ResponseFlags.NoHealthyUpstream);
        }
        else
        {
            decision.Verdict = Verdict.Forward;
        }
    }

    private static void Redirect(RouteDecision decision, RequestRedirect redirect, CompiledListener listener, in RequestHead head)
    {
        var scheme = listener.Config.Protocol == ListenerProtocol.Https ? "https" : "http";
        decision.Location = Redirects.Location(redirect, head, scheme, listener.Config.Port, decision.Matched!);
        decision.Respond(redirect.StatusCode, ResponseFlags.None);
    }

    private static bool NeedsFullStack(CompiledRule rule)
    {
        if (rule.Fault is not null || !rule.Mirrors.IsEmpty || rule.Config.Retry is { Attempts: > 0 } || rule.Config.SessionPersistence is not null)
        {
            return true;
        }

        foreach (var backend in rule.Backends)
        {
            if (!backend.Mirrors.IsEmpty || backend.Slot.Current.Protocol == BackendProtocol.Http2)
            {
                return true;
            }
        }

        return false;
    }
}
