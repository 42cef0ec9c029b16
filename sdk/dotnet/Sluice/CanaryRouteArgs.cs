using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice;

/// <summary>Arguments of <see cref="CanaryRoute"/>.</summary>
public sealed class CanaryRouteArgs : ResourceArgs
{
    private Action<HTTPRouteArgs>? _transformHttp;
    private Action<GRPCRouteArgs>? _transformGrpc;

    /// <summary>The route's namespace; the parent's if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>A gateway, or the Service whose callers the canary concerns.</summary>
    [Input("parent")]
    public ParentArgs? Parent { get; set; }

    /// <summary>Further parents of the same route.</summary>
    [Input("parents")]
    public List<ParentArgs> Parents { get; set => field = value ?? []; } = [];

    /// <summary><c>http</c> (the default) or <c>grpc</c>.</summary>
    [Input("protocol")]
    public string? Protocol { get; set; }

    /// <summary>Hosts the route answers for; the listeners' if absent.</summary>
    [Input("hostnames")]
    public List<Input<string>> Hostnames { get; set => field = value ?? []; } = [];

    /// <summary>Paths the route takes; all if there is none. Not for gRPC.</summary>
    [Input("paths")]
    public List<PathMatchArgs> Paths { get; set => field = value ?? []; } = [];

    /// <summary>The version that takes what the canary does not.</summary>
    [Input("stable", required: true)]
    public BackendArgs Stable { get; set; } = null!;

    /// <summary>The version under trial.</summary>
    [Input("canary", required: true)]
    public BackendArgs Canary { get; set; } = null!;

    /// <summary>The canary's share of the requests in percent, from 0 to 100.</summary>
    [Input("canaryWeight", required: true)]
    public Input<int> CanaryWeight { get; set; } = null!;

    /// <summary>Requests that go to one version whatever the weight.</summary>
    [Input("pins")]
    public List<PinArgs> Pins { get; set => field = value ?? []; } = [];

    /// <summary>Who gets copies of the requests.</summary>
    [Input("mirror")]
    public MirrorArgs? Mirror { get; set; }

    /// <summary>What is done to every request and response, in this order.</summary>
    [Input("filters")]
    public List<FilterArgs> Filters { get; set => field = value ?? []; } = [];

    /// <summary>Longest time from the request to the end of the answer, such as <c>500ms</c>. Not for gRPC.</summary>
    [Input("requestTimeout")]
    public Input<string>? RequestTimeout { get; set; }

    /// <summary>Longest time of one try at a backend. Not for gRPC.</summary>
    [Input("backendRequestTimeout")]
    public Input<string>? BackendRequestTimeout { get; set; }

    /// <summary>When a failed request is sent again. Not for gRPC.</summary>
    [Input("retry")]
    public RetryArgs? Retry { get; set; }

    /// <summary>Keeps a client at the version it first reached.</summary>
    [Input("sessionPersistence")]
    public SessionPersistenceArgs? SessionPersistence { get; set; }

    /// <summary>Labels of the route object.</summary>
    [Input("labels")]
    public InputMap<string>? Labels { get; set; }

    /// <summary>Annotations of the route object.</summary>
    [Input("annotations")]
    public InputMap<string>? Annotations { get; set; }

    /// <summary>True to not wait until the parents accept the route.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }

    internal bool IsGrpc() => string.Equals(Protocol, "grpc", StringComparison.OrdinalIgnoreCase);

    /// <summary>Changes the manifest of an HTTP canary before it is declared.</summary>
    /// <param name="change">Gets the complete manifest.</param>
    /// <returns>These arguments.</returns>
    public CanaryRouteArgs Transform(Action<HTTPRouteArgs> change)
    {
        _transformHttp += change;
        return this;
    }

    /// <summary>Changes the manifest of a gRPC canary before it is declared.</summary>
    /// <param name="change">Gets the complete manifest.</param>
    /// <returns>These arguments.</returns>
    public CanaryRouteArgs TransformGrpc(Action<GRPCRouteArgs> change)
    {
        _transformGrpc += change;
        return this;
    }

    internal HTTPRouteArgs Transformed(HTTPRouteArgs route)
    {
        _transformHttp?.Invoke(route);
        return route;
    }

    internal GRPCRouteArgs Transformed(GRPCRouteArgs route)
    {
        _transformGrpc?.Invoke(route);
        return route;
    }
}
