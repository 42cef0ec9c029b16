using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.ApiServer.Allocation;

/// <summary>An IPv4 range in CIDR notation. Its first address (the network) and its last are not handed out.</summary>
public sealed record AddressBlock
{
    private readonly uint _first;
    private readonly int _prefix;

    private AddressBlock(uint first, int prefix)
    {
        _first = first;
        _prefix = prefix;
    }

    /// <summary>How many addresses can be handed out.</summary>
    public int Count => (int)((1L << (32 - _prefix)) - 2);

    /// <summary>Reads <c>127.30.16.0/20</c>.</summary>
    public static AddressBlock Parse(string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(cidr.AsSpan(0, slash), out var address) || address.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(cidr.AsSpan(slash + 1), out var prefix) || prefix is < 8 or > 30)
        {
            throw new FormatException($"'{cidr}' is not an IPv4 range such as 127.30.16.0/20.");
        }

        var mask = uint.MaxValue << (32 - prefix);
        return new AddressBlock(ToNumber(address) & mask, prefix);
    }

    /// <summary>The address at <paramref name="index"/>, from 1 to <see cref="Count"/>.</summary>
    public IPAddress this[int index] => FromNumber(_first + (uint)index);

    public bool Contains(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && (ToNumber(address) & (uint.MaxValue << (32 - _prefix))) == _first;

    public override string ToString() => $"{FromNumber(_first)}/{_prefix}";

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress FromNumber(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
