using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.LocalCluster.Tests.Hosting;

/// <summary>Asks a name server for addresses.</summary>
internal sealed class DnsClient(IPEndPoint server)
{
    public async Task<string[]> AddressesAsync(string name)
    {
        using var client = new UdpClient();
        client.Connect(server);
        byte[] labels = [.. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)])];
        await client.SendAsync((byte[])[0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 0, 1, 0, 1]);
        byte[] answer = (await client.ReceiveAsync().WaitAsync(TestCluster.Patience)).Buffer;

        // Every record ends with the four bytes of its address, and all have the same length.
        int count = answer[7];
        int length = count == 0 ? 0 : (answer.Length - 12 - labels.Length - 5) / count;
        return [.. Enumerable.Range(0, count).Select(i => new IPAddress(answer.AsSpan(answer.Length - ((count - i - 1) * length) - 4, 4)).ToString())];
    }
}
