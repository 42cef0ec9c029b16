using System.Globalization;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>
/// Ports below the machine's limit for unprivileged processes are served at a fixed distance above it when we are not
/// root: 80 becomes 10080.
/// </summary>
internal sealed record PortMapping(int FirstUnprivileged)
{
    public const int Offset = 10_000;

    public static readonly PortMapping None = new(0);

    public int? ActiveOffset => FirstUnprivileged > 0 ? Offset : null;

    public static PortMapping Detect()
    {
        if (LibC.EffectiveUser() == 0)
        {
            return None;
        }

        int limit = 1024;
        try
        {
            limit = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // Kernels before 4.11 have the fixed limit.
        }

        return new PortMapping(limit > 53 ? limit : 0);
    }

    public int Map(int port) => port < FirstUnprivileged ? port + Offset : port;
}
