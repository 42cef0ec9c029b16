namespace Sluice.Translation.Backends;

/// <summary>What a route speaks to a backend.</summary>
internal enum Speech
{
    Http,
    Grpc,

    /// <summary>HTTP/1.1 as the client spoke it, whatever the port says of itself; only towards a mesh's own pods.</summary>
    Http1,

    /// <summary>The same of HTTP/2 in clear text.</summary>
    Http2,

    /// <summary>Bytes as they come from the client.</summary>
    Tcp,

    /// <summary>Bytes after TLS was terminated; TLS towards the backend is a policy's matter.</summary>
    TerminatedTcp,

    Udp,
}

/// <summary>A port of a Service and how it is spoken to.</summary>
internal sealed record BackendTarget(ObjectKey Service, int Port, Speech Speech)
{
    public string UnitName => $"Service/{Service}:{Port}" + Speech switch
    {
        Speech.Http => "",
        Speech.Grpc => "/grpc",
        Speech.Http1 => "/http1",
        Speech.Http2 => "/http2",
        Speech.Tcp => "/tcp",
        Speech.TerminatedTcp => "/terminated",
        _ => "/udp",
    };
}

/// <summary>A backend that a route names: a target, or the reason why there is none.</summary>
internal sealed record BackendUse
{
    public required string UnitName { get; init; }

    public BackendTarget? Target { get; init; }

    public required Speech Speech { get; init; }

    public string? Failure { get; init; }
}
