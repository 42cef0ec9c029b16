using System.Net.Sockets;

namespace Sluice.Proxy.Upstream;

/// <summary>One connection to a backend, used by one exchange at a time.</summary>
internal sealed class UpstreamConnection(UpstreamEndpoint endpoint, Socket socket, Stream stream) : IDisposable
{
    public UpstreamEndpoint Endpoint { get; } = endpoint;

    public Stream Stream { get; } = stream;

    public Socket Socket { get; } = socket;

    /// <summary>Exchanges finished on it.</summary>
    public int Exchanges { get; set; }

    /// <summary>Tick count at which it became idle.</summary>
    public long IdleSince { get; set; }

    /// <summary>False where the backend has closed it, or has sent something nobody asked for. Costs a system call.</summary>
    public bool IsQuiet()
    {
        try
        {
            return !Socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose() => Stream.Dispose();
}
