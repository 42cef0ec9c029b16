using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>A socket: its inode (0 when there is none any more) and the control group that opened it.</summary>
internal readonly record struct SocketOwner(uint Inode, ulong? Group);

/// <summary>Asks the kernel which socket is at one end of a connection.</summary>
internal sealed partial class SocketTable : IDisposable
{
    private const int NetlinkFamily = 16;
    private const int RawSocket = 3;
    private const int CloseOnExec = 0x80000;
    private const int SockDiagProtocol = 4;
    private const ushort DiagByFamily = 20;
    private const int RequestLength = 72;
    private const ushort GroupAttribute = 21;

    private readonly Lock _gate = new();
    private readonly int _netlink = Open(NetlinkFamily, RawSocket | CloseOnExec, SockDiagProtocol);

    /// <summary>The socket whose own end is <paramref name="local"/>.</summary>
    public SocketOwner Find(TransportProtocol protocol, IPEndPoint local, IPEndPoint remote)
    {
        if (_netlink >= 0 && Ask(protocol, local, remote) is { Inode: not 0 } owner)
        {
            return owner;
        }

        // UDP sockets need not know their peer, nor their own address before they send: the table tells who it may be.
        return new SocketOwner(ReadTable(protocol == TransportProtocol.Tcp ? "/proc/net/tcp" : "/proc/net/udp", local, remote), null);
    }

    public void Dispose()
    {
        if (_netlink >= 0)
        {
            _ = CloseDescriptor(_netlink);
        }
    }

    private SocketOwner Ask(TransportProtocol protocol, IPEndPoint local, IPEndPoint remote)
    {
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();

        // struct nlmsghdr: length, type, flags (NLM_F_REQUEST), sequence, port
        MemoryMarshal.Write(request, RequestLength);
        MemoryMarshal.Write(request[4..], DiagByFamily);
        MemoryMarshal.Write(request[6..], (ushort)1);

        // struct inet_diag_req_v2: family, protocol, extensions, pad, states, then the socket's id. The kernel takes the
        // two ends of a UDP socket the other way round.
        (IPEndPoint first, IPEndPoint second) = protocol == TransportProtocol.Tcp ? (local, remote) : (remote, local);
        Span<byte> body = request[16..];
        body[0] = 2;
        body[1] = (byte)(protocol == TransportProtocol.Tcp ? 6 : 17);
        MemoryMarshal.Write(body[4..], uint.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(body[8..], (ushort)first.Port);
        BinaryPrimitives.WriteUInt16BigEndian(body[10..], (ushort)second.Port);
        first.Address.TryWriteBytes(body[12..], out _);
        second.Address.TryWriteBytes(body[28..], out _);
        MemoryMarshal.Write(body[48..], ulong.MaxValue);

        Span<byte> answer = stackalloc byte[1024];
        nint length;
        lock (_gate)
        {
            if (Send(_netlink, request, request.Length, 0) < 0)
            {
                return default;
            }

            length = Receive(_netlink, answer, answer.Length, 0);
        }

        // struct inet_diag_msg after the header: inode at offset 68, then attributes.
        const int InodeOffset = 16 + 68;
        if (length < InodeOffset + 4 || MemoryMarshal.Read<ushort>(answer[4..]) != DiagByFamily)
        {
            return default;
        }

        return new SocketOwner(MemoryMarshal.Read<uint>(answer[InodeOffset..]), Group(answer[(InodeOffset + 4)..(int)length]));
    }

    private static ulong? Group(ReadOnlySpan<byte> attributes)
    {
        while (attributes.Length >= 4)
        {
            int length = MemoryMarshal.Read<ushort>(attributes);
            if (length < 4 || length > attributes.Length)
            {
                return null;
            }

            if (MemoryMarshal.Read<ushort>(attributes[2..]) == GroupAttribute && length >= 12)
            {
                return MemoryMarshal.Read<ulong>(attributes[4..]);
            }

            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        return null;
    }

    private static uint ReadTable(string path, IPEndPoint local, IPEndPoint remote)
    {
        string exact = Format(local);
        string unbound = string.Create(CultureInfo.InvariantCulture, $"00000000:{local.Port:X4}");
        string peer = Format(remote);
        uint best = 0;
        foreach (string table in (string[])[path, path + "6"])
        {
            string[] lines;
            try
            {
                lines = File.ReadAllLines(table);
            }
            catch (IOException)
            {
                continue;
            }

            foreach (string line in lines.Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length < 10)
                {
                    continue;
                }

                // Addresses of a table for IPv6 end with the mapped IPv4 address.
                bool own = fields[1].EndsWith(exact, StringComparison.Ordinal) || fields[1].EndsWith(unbound, StringComparison.Ordinal);
                if (!own)
                {
                    continue;
                }

                uint inode = uint.Parse(fields[9], CultureInfo.InvariantCulture);
                if (fields[2].EndsWith(peer, StringComparison.Ordinal))
                {
                    return inode;
                }

                best = inode;
            }
        }

        return best;
    }

    private static string Format(IPEndPoint endPoint)
    {
        byte[] bytes = endPoint.Address.GetAddressBytes();
        return string.Create(CultureInfo.InvariantCulture, $"{bytes[3]:X2}{bytes[2]:X2}{bytes[1]:X2}{bytes[0]:X2}:{endPoint.Port:X4}");
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, ReadOnlySpan<byte> data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, Span<byte> data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
