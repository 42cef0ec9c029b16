using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Upstream;

namespace Sluice.Proxy.Http1;

/// <summary>What one request did, for log and metrics. Reused.</summary>
internal sealed class ExchangeCounts
{
    public int Status { get; set; }

    public string Flags { get; set; } = ResponseFlags.None;

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    /// <summary>Until the backend's head; -1: none came.</summary>
    public long UpstreamMilliseconds { get; set; }

    public UpstreamEndpoint? Endpoint { get; set; }

    public void Reset()
    {
        Status = 0;
        Flags = ResponseFlags.None;
        BytesReceived = 0;
        BytesSent = 0;
        UpstreamMilliseconds = -1;
        Endpoint = null;
    }
}
