using System.Buffers.Binary;
using System.Net;

namespace Sluice.LocalCluster.Hosting;

/// <summary>A range of IPv4 addresses in CIDR notation.</summary>
public sealed record AddressRange(IPAddress First, int PrefixLength)
{
    public static AddressRange Parse(string cidr)
    {
        IPNetwork network = IPNetwork.Parse(cidr);
        return new AddressRange(network.BaseAddress, network.PrefixLength);
    }

    public bool Contains(IPAddress address) => new IPNetwork(First, PrefixLength).Contains(address);

    /// <summary>All addresses but the first and the last, in order.</summary>
    public IEnumerable<IPAddress> Hosts()
    {
        uint first = BinaryPrimitives.ReadUInt32BigEndian(First.GetAddressBytes());
        uint count = 1u << (32 - PrefixLength);
        for (uint i = 1; i < count - 1; i++)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, first + i);
            yield return new IPAddress(bytes);
        }
    }

    public override string ToString() => $"{First}/{PrefixLength}";
}
