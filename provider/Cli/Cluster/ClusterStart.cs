using System.Diagnostics;
using Sluice.Cli.Workspaces;

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
}
