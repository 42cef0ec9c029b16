namespace Sluice.Proxy.Observability;

/// <summary>One finished request, as spans into buffers that are about to be reused.</summary>
internal ref struct AccessLogEntry
{
    public DateTimeOffset Start { get; init; }

    public ReadOnlySpan<byte> Method { get; init; }

    /// <summary>The target as the client sent it.</summary>
    public ReadOnlySpan<byte> Path { get; init; }

    public ReadOnlySpan<byte> Protocol { get; init; }

    public int Status { get; init; }

    public string Flags { get; init; }

    public long BytesReceived { get; init; }

    public long BytesSent { get; init; }

    public long DurationMilliseconds { get; init; }

    /// <summary>Until the backend's head arrived; negative where there was none.</summary>
    public long UpstreamMilliseconds { get; init; }

    public ReadOnlySpan<byte> ForwardedFor { get; init; }

    public ReadOnlySpan<byte> UserAgent { get; init; }

    public ReadOnlySpan<byte> RequestId { get; init; }

    public ReadOnlySpan<byte> Authority { get; init; }

    public ReadOnlySpan<byte> UpstreamHost { get; init; }

    public string? Route { get; init; }
}
