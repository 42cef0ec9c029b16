using System.Globalization;
using System.Net;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>Tells whether somebody listens on an address, without connecting to it.</summary>
internal static class ListenWatch
{
    private const string ListenState = "0A";

    /// <summary>Waits until one of the ports is listened on, on this address or on all; gives up silently in the end.</summary>
    public static async Task WaitAsync(IPAddress address, IReadOnlyCollection<int> ports, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        DateTimeOffset end = time.GetUtcNow() + limit;
        while (time.GetUtcNow() < end && !cancel.IsCancellationRequested)
        {
            if (IsListening(address, ports))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsListening(IPAddress address, IReadOnlyCollection<int> ports)
    {
        byte[] bytes = address.GetAddressBytes();
        string own = $"{bytes[3]:X2}{bytes[2]:X2}{bytes[1]:X2}{bytes[0]:X2}";
        string mapped = "0000000000000000FFFF0000" + own;
        HashSet<string> wanted = [.. ports.SelectMany(p => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"{own}:{p:X4}"),
            string.Create(CultureInfo.InvariantCulture, $"00000000:{p:X4}"),
            string.Create(CultureInfo.InvariantCulture, $"{mapped}:{p:X4}"),
            string.Create(CultureInfo.InvariantCulture, $"{new string('0', 32)}:{p:X4}"),
        ])];
        foreach (string table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            try
            {
                foreach (string line in File.ReadLines(table).Skip(1))
                {
                    string[] fields = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
                    if (fields.Length > 3 && fields[3] == ListenState && wanted.Contains(fields[1]))
                    {
                        return true;
                    }
                }
            }
            catch (IOException)
            {
                // No IPv6 on this machine.
            }
        }

        return false;
    }
}
