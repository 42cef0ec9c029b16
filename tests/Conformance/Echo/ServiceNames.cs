using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Conformance.Echo;

/// <summary>
/// Addresses of Services. A cluster whose pods are processes can't always give them a resolver of their own; it says where its DNS is
/// (<c>SLUICE_DNS</c>), which is asked here. Elsewhere the system's resolver is.
/// </summary>
internal sealed class ServiceNames(string? server, string ns)
{
    private const int HeaderLength = 12;

    public async Task<IPAddress> ResolveAsync(string name, CancellationToken cancellation)
    {
        if (!IPEndPoint.TryParse(server ?? "", out var dns))
        {
            return (await Dns.GetHostAddressesAsync(name, cancellation))[0];
        }

        var full = name.Split('.') switch
        {
            [_] => $"{name}.{ns}.svc.cluster.local",
            [_, _] => $"{name}.svc.cluster.local",
            _ => name,
        };
        using var socket = new Socket(dns.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(dns, cancellation);
        await socket.SendAsync(Query(full), cancellation);
        var answer = new byte[512];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var length = await socket.ReceiveAsync(answer, limit.Token);
        return Read(answer.AsSpan(0, length)) ?? throw new HttpRequestException($"{full} is not known to the cluster's DNS at {dns}.");
    }

    // RFC 1035 section 4.1: header, one question of type A and class IN.
    private static byte[] Query(string name)
    {
        var message = new List<byte>(64) { 0x51, 0x1c, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, 1, 0, 1]);
        return [.. message];
    }

    private static IPAddress? Read(ReadOnlySpan<byte> message)
    {
        var answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var at = SkipName(message, HeaderLength) + 4;
        for (var i = 0; i < answers; i++)
        {
            at = SkipName(message, at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (type == 1 && length == 4)
            {
                return new IPAddress(message.Slice(at, 4));
            }

            at += length;
        }

        return null;
    }

    private static int SkipName(ReadOnlySpan<byte> message, int at)
    {
        while (message[at] is not 0)
        {
            if (message[at] >= 0xc0)
            {
                return at + 2;
            }

            at += message[at] + 1;
        }

        return at + 1;
    }
}
