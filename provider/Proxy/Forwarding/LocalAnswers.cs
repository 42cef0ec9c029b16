namespace Sluice.Proxy.Forwarding;

/// <summary>The short plain-text bodies of answers that do not come from a backend.</summary>
internal static class LocalAnswers
{
    public static ReadOnlySpan<byte> Body(int status) => status switch
    {
        400 => "The request is malformed.\n"u8,
        404 => "No route matches this request.\n"u8,
        405 => "This method is not supported.\n"u8,
        408 => "The request took too long to arrive.\n"u8,
        413 => "The request body is too large.\n"u8,
        414 => "The request target is too long.\n"u8,
        421 => "This connection was opened for another host name.\n"u8,
        431 => "The request header is too large.\n"u8,
        500 => "The route of this request is not configured correctly.\n"u8,
        501 => "This transfer coding is not supported.\n"u8,
        502 => "The backend did not give a valid answer.\n"u8,
        503 => "No backend is there to answer this request.\n"u8,
        504 => "The backend did not answer in time.\n"u8,
        505 => "This HTTP version is not supported.\n"u8,
        _ => default,
    };

    /// <summary>The gRPC status of an answer that would have had this HTTP status (the mapping of gRPC's http-grpc-status-mapping).</summary>
    public static int GrpcStatus(int status) => status switch
    {
        400 or 413 or 414 or 431 => 13,
        401 => 16,
        403 => 7,
        404 or 405 or 421 or 501 => 12,
        408 or 504 => 4,
        429 or 502 or 503 => 14,
        _ => 13,
    };
}
