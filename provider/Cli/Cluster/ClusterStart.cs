using System.Diagnostics;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.LocalCluster.Hosting;

namespace Sluice.Cli.Cluster;

/// <summary>Makes sure that the local cluster runs, and says so.</summary>
internal static class ClusterStart
{
    public static async Task<ClusterRecord> EnsureAsync(StateFolder folder, IReadOnlyList<string> catalogs, TextWriter output, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (record, started) = await new LocalCluster(folder).EnsureAsync(catalogs, cancellation);
        if (started)
        {
            output.WriteLine($"Started the local cluster at {record.Server} (pid {record.Process.Pid}, {Math.Ceiling(clock.Elapsed.TotalSeconds):0}s).");
            foreach (var note in record.Notes)
            {
                output.WriteLine($"  note: {note}");
            }
        }

        output.Flush();
        return record;
    }

    /// <summary>Brings programs that were built anew into the pods that run them: who changes code and deploys expects the new code to run.</summary>
    public static async Task RollOutAsync(StateFolder folder, IReadOnlyList<string> catalogs, TextWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<string> restarted;
        try
        {
            restarted = await ImageRollout.RunAsync(LocalCluster.KubeconfigOf(folder), [ImageCatalog.Write(folder.Cluster), .. catalogs], TimeProvider.System, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new EngineException($"Programs that were built anew could not be rolled out on the local cluster: {e.Message} See {new LocalCluster(folder).LogFile}.", e);
        }

        if (restarted.Count > 0)
        {
            output.WriteLine($"Restarted with a new build of their program: {string.Join(", ", restarted)}.");
            output.Flush();
        }
    }
}
