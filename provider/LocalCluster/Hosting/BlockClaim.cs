using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.Hosting;

/// <summary>
/// Which block of loopback addresses a cluster has. Whoever listens at the block's API server address owns the block; the
/// state folder remembers it, because the addresses of its Services are part of the state.
/// </summary>
internal static class BlockClaim
{
    private const int First = 30;
    private const int Last = 99;
    private const string FileName = "address-block";

    /// <exception cref="ClusterStartException">The block wanted, remembered, or every block is taken.</exception>
    public static ClusterAddresses Claim(string stateFolder, int? wanted)
    {
        string file = Path.Combine(stateFolder, FileName);
        int? remembered = File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        if (wanted is < 1 or > 254)
        {
            throw new ClusterStartException($"The address block is {wanted}; allowed is 1 to 254, the second byte of 127.N.0.0.");
        }

        if (remembered is not null && wanted is not null && remembered != wanted)
        {
            throw new ClusterStartException(
                $"The state folder {stateFolder} belongs to the addresses 127.{remembered}.0.0/16, but 127.{wanted}.0.0/16 is asked for. Leave the block out, or use another state folder.");
        }

        if ((remembered ?? wanted) is { } only)
        {
            var addresses = new ClusterAddresses(only);
            if (!IsFree(addresses))
            {
                throw new ClusterStartException(
                    $"The API server's address {addresses.ApiServer}:{ClusterAddresses.ApiServerPort} is taken. If this cluster is already running, stop it first (`sluice local stop`); if another one has the address, stop that.");
            }

            return Remember(file, addresses);
        }

        for (int candidate = First; candidate <= Last; candidate++)
        {
            var addresses = new ClusterAddresses(candidate);
            if (IsFree(addresses))
            {
                return Remember(file, addresses);
            }
        }

        throw new ClusterStartException($"All address blocks from 127.{First} to 127.{Last} are taken by other clusters. Stop one of them.");
    }

    private static ClusterAddresses Remember(string file, ClusterAddresses addresses)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, addresses.Number.ToString(CultureInfo.InvariantCulture));
        return addresses;
    }

    private static bool IsFree(ClusterAddresses addresses)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(addresses.ApiServer, ClusterAddresses.ApiServerPort));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
