using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.LocalCluster.PodProgram;

/// <summary>Answers each datagram with who received it, from whom, and what it said.</summary>
internal static class DatagramEcho
{
    public static async Task RunAsync(IPEndPoint endPoint)
    {
        using var client = new UdpClient(endPoint);
        while (true)
        {
            UdpReceiveResult received = await client.ReceiveAsync();
            string text = $"{Environment.GetEnvironmentVariable("HOSTNAME")} {received.RemoteEndPoint.Address} {Encoding.UTF8.GetString(received.Buffer)}";
            await client.SendAsync(Encoding.UTF8.GetBytes(text), received.RemoteEndPoint);
        }
    }
}
