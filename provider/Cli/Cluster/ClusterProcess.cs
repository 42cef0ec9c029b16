using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sluice.Cli.Workspaces;
using Sluice.LocalCluster.Hosting;

namespace Sluice.Cli.Cluster;

/// <summary>The life of the background process.</summary>
internal static class ClusterProcess
{
    public static async Task<int> RunAsync(StateFolder folder, IReadOnlyList<string> catalogs, CancellationToken cancellation)
    {
        ProcessIdentity.Detach();
        var control = new LocalCluster(folder);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => (context.Cancel, _) = (true, ended.TrySetResult()));
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        using var logging = LoggerFactory.Create(static builder => builder
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true)));
        try
        {
            var host = await LocalClusterHost.StartAsync(
                new LocalClusterOptions { StateFolder = folder.Cluster, Catalogs = [ImageCatalog.Write(folder.Cluster), .. catalogs], Logging = logging },
                cancellation);
            await using (host)
            {
                control.Announce(new ClusterRecord(ProcessIdentity.Current, LocalClusterHost.Build, host.Server.ToString(), host.KubeconfigPath, host.Limitations));
                using var stop = cancellation.Register(() => ended.TrySetResult());
                await ended.Task;
                control.Withdraw();
            }

            return ExitCodes.Ok;
        }
        catch (ClusterStartException e)
        {
            control.AnnounceFailure(e.Message);
            return ExitCodes.Error;
        }
    }
}
