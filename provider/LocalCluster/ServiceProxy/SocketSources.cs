using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Binds outgoing sockets to the address of the pod they speak for.</summary>
internal static class SocketSources
{
    private const int IpProtocol = 0;
    private const int BindAddressNoPort = 24;

    public static void Bind(Socket socket, IPAddress source)
    {
        // The port is chosen at connect time, by the whole connection: a source port can then serve many destinations.
        socket.SetRawSocketOption(IpProtocol, BindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }
}
