namespace Sluice.Testing.Traffic;

/// <summary>A request a client might send.</summary>
public sealed record TrafficRequest
{
    /// <summary>The whole URL; its scheme and port choose the listener.</summary>
    public required Uri Url { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Request headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The gateway it is sent to, as <c>namespace/name</c>; may be left out where there is one.</summary>
    public string? Gateway { get; init; }
}
