using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.Hosting;

/// <summary>
/// A block of loopback addresses that belongs to one cluster until the claim is disposed or the process ends, however it ends. The
/// state folder remembers the block as long as the addresses of its Services and pods are part of the state.
/// </summary>
/// <remarks>
/// The guard is a socket with an abstract name: the kernel gives a name to one process at a time, takes it back when the process ends,
/// and counts names per network namespace, which is also as far as loopback addresses reach.
/// </remarks>
internal sealed class BlockClaim : IDisposable
{
    private const int First = 30;
    private const int Last = 99;
    private const string FileName = "address-block";

    private readonly Socket _guard;
    private string? _file;

    private BlockClaim(ClusterAddresses addresses, Socket guard)
    {
        Addresses = addresses;
        _guard = guard;
    }

    public ClusterAddresses Addresses { get; }

    /// <exception cref="ClusterStartException">The block wanted, remembered, or every block is taken.</exception>
    public static BlockClaim Take(string stateFolder, int? wanted)
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
            return Remember(file, TryTake(addresses) ?? throw new ClusterStartException(
                $"The API server's address {addresses.ApiServer}:{ClusterAddresses.ApiServerPort} is taken. If this cluster is already running, stop it first (`sluice local stop`); if another one has the address, stop that: the objects in {stateFolder} have addresses of this block."));
        }

        for (int candidate = First; candidate <= Last; candidate++)
        {
            if (!IsListenedIn(candidate) && TryTake(new ClusterAddresses(candidate)) is { } claim)
            {
                return Remember(file, claim);
            }
        }

        throw new ClusterStartException($"All address blocks from 127.{First} to 127.{Last} are taken by other clusters. Stop one of them.");
    }

    /// <summary>
    /// Lets the state folder choose again at the next start: nothing in the state has an address of the block any more, so the cluster
    /// need not come back to it, which another one may have taken by then.
    /// </summary>
    public void Forget()
    {
        if (File.Exists(_file))
        {
            File.Delete(_file);
        }
    }

    public void Dispose() => _guard.Dispose();

    private static BlockClaim Remember(string file, BlockClaim claim)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, claim.Addresses.Number.ToString(CultureInfo.InvariantCulture));
            claim._file = file;
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    private static BlockClaim? TryTake(ClusterAddresses addresses)
    {
        var guard = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            guard.Bind(new UnixDomainSocketEndPoint($"\0sluice-local-cluster-{addresses.Number}"));
            if (IsFree(addresses))
            {
                return new BlockClaim(addresses, guard);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // Another cluster has it.
        }

        guard.Dispose();
        return null;
    }

    /// <summary>Whether a program has an address of the block: pods that a killed cluster left behind, for one.</summary>
    private static bool IsListenedIn(int number)
    {
        // "  12: 01401E7F:0BB8 00000000:0000 0A ..." is 127.30.64.1:3000, listening; the address has its bytes in the machine's order.
        const string Listening = "0A";
        string ending = string.Create(CultureInfo.InvariantCulture, $"{number:X2}7F");
        foreach (string line in File.ReadLines("/proc/net/tcp"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 3 && fields[3] == Listening && fields[1].AsSpan(0, fields[1].IndexOf(':', StringComparison.Ordinal)).EndsWith(ending))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>No program that is no cluster listens there.</summary>
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
