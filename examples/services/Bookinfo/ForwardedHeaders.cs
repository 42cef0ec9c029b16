namespace Sluice.Examples.Services.Bookinfo;

/// <summary>Headers that every Bookinfo service hands on to the services it calls, so that routing by user and tracing work end to end.</summary>
internal static class ForwardedHeaders
{
    private static readonly string[] Names =
    [
        "end-user", "user-agent", "authorization", "cookie", "x-request-id", "traceparent", "tracestate",
        "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags", "b3", "x-cloud-trace-context", "x-ot-span-context",
    ];

    public static HttpRequestMessage Get(Uri address, HttpRequest incoming, string? user = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var name in Names)
        {
            if (incoming.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (user is not null)
        {
            request.Headers.Remove("end-user");
            request.Headers.TryAddWithoutValidation("end-user", user);
        }

        return request;
    }
}
