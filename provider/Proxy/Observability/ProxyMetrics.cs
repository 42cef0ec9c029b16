using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sluice.Proxy.Observability;

/// <summary>Counts of one route, bumped by requests and read by scrapes.</summary>
internal sealed class RouteMetrics(string route)
{
    /// <summary>Upper bounds of the latency histogram, in milliseconds; the last bucket has none.</summary>
    internal static readonly long[] BucketMilliseconds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    private readonly long[] _classes = new long[6];
    private readonly long[] _buckets = new long[BucketMilliseconds.Length + 1];
    private long _milliseconds;

    public string Route { get; } = route;

    public void Count(int status, long milliseconds)
    {
        Interlocked.Increment(ref _classes[(uint)status / 100 is var index and < 6 ? index : 0]);
        var bucket = 0;
        while (bucket < BucketMilliseconds.Length && milliseconds > BucketMilliseconds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        if (milliseconds > 0)
        {
            Interlocked.Add(ref _milliseconds, milliseconds);
        }
    }

    public long Class(int firstDigit) => Interlocked.Read(ref _classes[firstDigit]);

    public long Bucket(int index) => Interlocked.Read(ref _buckets[index]);

    public long Milliseconds => Interlocked.Read(ref _milliseconds);
}

/// <summary>
/// Counters of the data plane. Requests touch plain numbers only; they become <see cref="Meter"/> instruments and Prometheus text when
/// somebody looks.
/// </summary>
internal sealed class ProxyMetrics : IDisposable
{
    private readonly ConcurrentDictionary<string, RouteMetrics> _routes = new(StringComparer.Ordinal);
    private readonly Meter _meter = new("Sluice.Proxy");
    private long _connections;
    private long _refusedConnections;
    private long _handshakeFailures;
    private long _connectFailures;
    private long _upstreamConnections;
    private long _snapshots;
    private long _udpSessions;
    private long _droppedMirrors;

    public ProxyMetrics()
    {
        _meter.CreateObservableCounter("sluice.requests", ObserveRequests, description: "Finished requests by route and status class.");
        _meter.CreateObservableCounter("sluice.connections", () => Interlocked.Read(ref _connections), description: "Accepted connections.");
        _meter.CreateObservableCounter("sluice.upstream.connect_failures", () => Interlocked.Read(ref _connectFailures), description: "Failed connections to backends.");
    }

    /// <summary>Counters of requests that no route took.</summary>
    public RouteMetrics Unrouted => Route("");

    /// <summary>Connections open now; set by the proxy.</summary>
    public Func<int> ActiveConnections { get; set; } = () => 0;

    public Func<long> DroppedLogLines { get; set; } = () => 0;

    public RouteMetrics Route(string name) => _routes.TryGetValue(name, out var metrics) ? metrics : _routes.GetOrAdd(name, key => new RouteMetrics(key));

    public void ConnectionAccepted() => Interlocked.Increment(ref _connections);

    public void ConnectionRefused() => Interlocked.Increment(ref _refusedConnections);

    public void HandshakeFailed() => Interlocked.Increment(ref _handshakeFailures);

    public void ConnectFailed() => Interlocked.Increment(ref _connectFailures);

    public void UpstreamConnected() => Interlocked.Increment(ref _upstreamConnections);

    public void SnapshotApplied() => Interlocked.Increment(ref _snapshots);

    public void UdpSessionOpened() => Interlocked.Increment(ref _udpSessions);

    public void MirrorDropped() => Interlocked.Increment(ref _droppedMirrors);

    /// <summary>Forgets routes that are gone, so that a long life with many routes does not grow without bound.</summary>
    public void Retain(Func<string, bool> stillConfigured)
    {
        foreach (var name in _routes.Keys)
        {
            if (name.Length > 0 && !stillConfigured(name))
            {
                _routes.TryRemove(name, out _);
            }
        }
    }

    /// <summary>The Prometheus text exposition format, version 0.0.4.</summary>
    public string ToPrometheus()
    {
        var text = new StringBuilder();
        var routes = _routes.Values.OrderBy(route => route.Route, StringComparer.Ordinal).ToArray();
        Head("sluice_requests_total", "counter", "Finished requests by route and status class.");
        foreach (var route in routes)
        {
            for (var digit = 1; digit <= 5; digit++)
            {
                if (route.Class(digit) is > 0 and var count)
                {
                    text.Append(CultureInfo.InvariantCulture, $"sluice_requests_total{{route=\"{Escape(route.Route)}\",code=\"{digit}xx\"}} {count}\n");
                }
            }
        }

        Head("sluice_request_duration_seconds", "histogram", "Time from the first byte of a request to the last byte of its answer.");
        foreach (var route in routes)
        {
            long sum = 0;
            for (var i = 0; i <= RouteMetrics.BucketMilliseconds.Length; i++)
            {
                sum += route.Bucket(i);
                var bound = i < RouteMetrics.BucketMilliseconds.Length
                    ? (RouteMetrics.BucketMilliseconds[i] / 1000d).ToString(CultureInfo.InvariantCulture)
                    : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"sluice_request_duration_seconds_bucket{{route=\"{Escape(route.Route)}\",le=\"{bound}\"}} {sum}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"sluice_request_duration_seconds_sum{{route=\"{Escape(route.Route)}\"}} {route.Milliseconds / 1000d}\n");
            text.Append(CultureInfo.InvariantCulture, $"sluice_request_duration_seconds_count{{route=\"{Escape(route.Route)}\"}} {sum}\n");
        }

        Single("sluice_connections_active", "gauge", "Client connections open now.", ActiveConnections());
        Single("sluice_connections_total", "counter", "Accepted client connections.", Interlocked.Read(ref _connections));
        Single("sluice_connections_refused_total", "counter", "Client connections closed at once because of a limit.", Interlocked.Read(ref _refusedConnections));
        Single("sluice_tls_handshake_failures_total", "counter", "TLS handshakes with clients that failed.", Interlocked.Read(ref _handshakeFailures));
        Single("sluice_upstream_connections_total", "counter", "Connections opened to backends.", Interlocked.Read(ref _upstreamConnections));
        Single("sluice_upstream_connect_failures_total", "counter", "Connections to backends that could not be opened.", Interlocked.Read(ref _connectFailures));
        Single("sluice_udp_sessions_total", "counter", "UDP sessions opened.", Interlocked.Read(ref _udpSessions));
        Single("sluice_mirrors_dropped_total", "counter", "Requests not mirrored because their body was too large.", Interlocked.Read(ref _droppedMirrors));
        Single("sluice_access_log_dropped_total", "counter", "Access log lines lost because the target was too slow.", DroppedLogLines());
        Single("sluice_snapshots_applied_total", "counter", "Routing snapshots applied.", Interlocked.Read(ref _snapshots));
        return text.ToString();

        void Head(string name, string type, string help) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Single(string name, string type, string help, long value)
        {
            Head(name, type, help);
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }
    }

    public void Dispose() => _meter.Dispose();

    private static string Escape(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private IEnumerable<Measurement<long>> ObserveRequests()
    {
        foreach (var route in _routes.Values)
        {
            for (var digit = 1; digit <= 5; digit++)
            {
                if (route.Class(digit) is > 0 and var count)
                {
                    yield return new(count, new("route", route.Route), new("code", digit));
                }
            }
        }
    }
}
