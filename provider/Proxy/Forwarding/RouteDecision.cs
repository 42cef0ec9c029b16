using System.Collections.Immutable;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Forwarding;

internal enum Verdict
{
    /// <summary>Answer with <see cref="RouteDecision.Status"/>, without a backend.</summary>
    Respond,

    /// <summary>Send to <see cref="RouteDecision.View"/>.</summary>
    Forward,

    /// <summary>The rule needs what only the full HTTP stack does; no backend has been chosen yet.</summary>
    FullStack,
}

/// <summary>What to do with one request. Reused by a connection for all of its requests.</summary>
internal sealed class RouteDecision
{
    public Verdict Verdict { get; set; }

    public int Status { get; set; }

    /// <summary>Why there is no answer from a backend, in the short names Envoy's access log made known.</summary>
    public string Flags { get; set; } = "-";

    public string? Location { get; set; }

    public CompiledListener? Listener { get; set; }

    public CompiledRule? Rule { get; set; }

    public PathMatch? Matched { get; set; }

    public CompiledBackendRef? Target { get; set; }

    public UpstreamBackend? Backend { get; set; }

    public BackendView View { get; set; } = BackendView.Gone;

    /// <summary>CORS headers of the answer; those a backend sends under these names are dropped.</summary>
    public ImmutableArray<HeaderValue> Cors { get; set; } = [];

    /// <summary>True where the rule has a CORS filter: the backend's own Access-Control-* headers do not count.</summary>
    public bool HasCors => Rule?.Cors is not null;

    public void Reset()
    {
        Verdict = Verdict.Respond;
        Status = 0;
        Flags = "-";
        Location = null;
        Listener = null;
        Rule = null;
        Matched = null;
        Target = null;
        Backend = null;
        View = BackendView.Gone;
        Cors = [];
    }

    public void Respond(int status, string flags)
    {
        Verdict = Verdict.Respond;
        Status = status;
        Flags = flags;
    }
}

/// <summary>Response flags of the access log.</summary>
internal static class ResponseFlags
{
    public const string None = "-";
    public const string NoRoute = "NR";
    public const string NoHealthyUpstream = "UH";
    public const string UpstreamConnectFailure = "UF";
    public const string UpstreamTermination = "UC";
    public const string UpstreamTimeout = "UT";
    public const string UpstreamProtocolError = "UPE";
    public const string UpstreamOverflow = "UO";
    public const string DownstreamGone = "DC";
    public const string DownstreamProtocolError = "DPE";
    public const string FaultInjected = "FI";
    public const string DelayInjected = "DI";
    public const string RouteFailure = "RF";
}
