using System.Diagnostics;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Observability;

namespace Sluice.Proxy.Http1;

/// <summary>Counts and logs the requests of one connection. The head of a request is still in the receive buffer when it is logged.</summary>
internal sealed class RequestLog(ProxyRuntime runtime)
{
    private RouteMetrics? _routeMetrics;

    public void Finished(Http1Connection connection)
    {
        var decision = connection.Decision;
        var counts = connection.Counts;
        var elapsed = Stopwatch.GetElapsedTime(connection.StartedAt);
        var milliseconds = (long)elapsed.TotalMilliseconds;
        var route = decision.Rule?.Route.Name;
        if (route is null)
        {
            runtime.Metrics.Unrouted.Count(counts.Status, milliseconds);
        }
        else
        {
            // Requests of a connection mostly go to the same route.
            if (!ReferenceEquals(_routeMetrics?.Route, route))
            {
                _routeMetrics = runtime.Metrics.Route(route);
            }

            _routeMetrics!.Count(counts.Status, milliseconds);
        }

        if (!runtime.AccessLog.IsEnabled)
        {
            return;
        }

        var head = connection.Request;
        var bytes = connection.HeadBytes;
        var forwarded = decision.Verdict == Verdict.Forward;
        var outgoing = connection.Outgoing.Written.Span;
        runtime.AccessLog.Write(new AccessLogEntry
        {
            Start = runtime.Time.GetUtcNow() - elapsed,
            Method = bytes.Slice(head.MethodStart, head.MethodLength),
            Path = bytes.Slice(head.TargetStart, head.TargetLength),
            Protocol = head.MinorVersion == 1 ? "HTTP/1.1"u8 : "HTTP/1.0"u8,
            Status = counts.Status,
            Flags = counts.Flags,
            BytesReceived = counts.BytesReceived,
            BytesSent = counts.BytesSent,
            DurationMilliseconds = milliseconds,
            UpstreamMilliseconds = counts.UpstreamMilliseconds,
            ForwardedFor = forwarded ? outgoing[connection.Written.ForwardedFor] : connection.Client.RemoteAddress,
            UserAgent = Value(bytes, head, head.UserAgent),
            RequestId = forwarded ? outgoing[connection.Written.RequestId] : Value(bytes, head, head.RequestId),
            Authority = bytes[connection.Target.Authority],
            UpstreamHost = counts.Endpoint is { } endpoint ? endpoint.Utf8Text.Span : default,
            Route = route,
        });
    }

    /// <summary>A request that could not be read.</summary>
    public void Refused(Http1Connection connection, int status)
    {
        runtime.Metrics.Unrouted.Count(status, 0);
        if (runtime.AccessLog.IsEnabled)
        {
            runtime.AccessLog.Write(new AccessLogEntry
            {
                Start = runtime.Time.GetUtcNow(),
                Method = "-"u8,
                Path = "-"u8,
                Protocol = "HTTP/1.1"u8,
                Status = status,
                Flags = connection.Decision.Flags,
                BytesSent = connection.Counts.BytesSent,
                UpstreamMilliseconds = -1,
                ForwardedFor = connection.Client.RemoteAddress,
            });
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> bytes, MessageHead head, int field) =>
        field < 0 ? default : bytes.Slice(head.Fields[field].ValueStart, head.Fields[field].ValueLength);
}
