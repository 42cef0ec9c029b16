using System.Diagnostics;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>
/// Whether this machine lets us give a pod its own view of <c>/etc/resolv.conf</c>, <c>/etc/hosts</c> and the host name.
/// That takes the right to make namespaces, so as a rule root. Without it pods find Services by environment variables.
/// </summary>
internal sealed record ProcessIsolation(bool OwnResolver)
{
    public static async Task<ProcessIsolation> DetectAsync(CancellationToken cancel)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--uts", "mount", "--bind", "/etc/hosts", "/etc/hosts"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return new ProcessIsolation(process.ExitCode == 0);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new ProcessIsolation(OwnResolver: false);
        }
    }
}
