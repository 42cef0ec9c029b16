using Microsoft.Extensions.Logging;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Observability;
using Sluice.Proxy.Tls;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;

namespace Sluice.Proxy;

/// <summary>What serves now: read once per connection or request, replaced whole.</summary>
internal sealed record ServingState(CompiledSnapshot Snapshot, TlsTable Tls, ClientGroups Clients)
{
    public static readonly ServingState Empty = new(CompiledSnapshot.Empty, TlsTable.Empty, ClientGroups.Empty);
}

/// <summary>What every part of the data plane shares.</summary>
internal sealed class ProxyRuntime(ProxyOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private ServingState _state = ServingState.Empty;

    public ProxyOptions Options { get; } = options;

    public ProxyLimits Limits => Options.Limits;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = loggers.CreateLogger("Sluice.Proxy");

    public ConnectionTable Connections { get; } = new(options.Limits.Connections, time);

    public UpstreamRegistry Upstreams { get; } = new(options.Limits);

    public AccessLog AccessLog { get; } = new(options.AccessLog, options.AccessLogTarget);

    public ProxyMetrics Metrics { get; } = new();

    /// <summary>The one mutable routing cell; a single writer.</summary>
    public ServingState State => Volatile.Read(ref _state);

    public void Publish(ServingState state) => Volatile.Write(ref _state, state);
}
