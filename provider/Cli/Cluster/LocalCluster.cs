using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.LocalCluster.Hosting;

namespace Sluice.Cli.Cluster;

/// <summary>What is known about a running cluster.</summary>
/// <param name="Process">The cluster's process.</param>
/// <param name="Build">Which build of the cluster's program runs.</param>
/// <param name="Server">Address of its API server.</param>
/// <param name="Kubeconfig">Path of the administrator's kubeconfig.</param>
/// <param name="Notes">What this machine does not let it do.</param>
internal sealed record ClusterRecord(ProcessIdentity Process, string Build, string Server, string Kubeconfig, IReadOnlyList<string> Notes);

/// <summary>The background process that is the local cluster: started once, found again by pid and start time, stopped on request.</summary>
internal sealed class LocalCluster(StateFolder folder)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private string RecordFile => Path.Combine(folder.Root, "cluster.json");

    private string FailureFile => Path.Combine(folder.Root, "cluster.error");

    public string LogFile => Path.Combine(folder.Root, "cluster.log");

    public static string KubeconfigOf(StateFolder folder) => Path.Combine(folder.Cluster, "kubeconfig");

    /// <summary>The running cluster; null when there is none.</summary>
    public ClusterRecord? Running() => Recorded() is { Process.IsAlive: true } record ? record : null;

    /// <summary>Starts the cluster unless it runs.</summary>
    /// <returns>The cluster, and whether it was started just now.</returns>
    /// <exception cref="EngineException">It cannot be started.</exception>
    public async Task<(ClusterRecord Record, bool Started)> EnsureAsync(IReadOnlyList<string> catalogs, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder.Root);
        using var starting = await ExclusiveFile.WaitAsync(Path.Combine(folder.Root, "cluster.lock"), cancellation);
        if (Running() is { } running)
        {
            if (running.Build == LocalClusterHost.Build)
            {
                return (running, false);
            }

            // The cluster's own program was built anew: the new one takes the running pods over.
            running.Process.End();
            while (running.Process.IsAlive)
            {
                await Task.Delay(Pause, cancellation);
            }
        }

        File.Delete(RecordFile);
        File.Delete(FailureFile);
        using var process = Launch(catalogs);
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < StartLimit)
        {
            if (Running() is { } started)
            {
                return (started, true);
            }

            if (process.HasExited)
            {
                var why = File.Exists(FailureFile) ? File.ReadAllText(FailureFile).Trim() : $"its process ended with exit code {process.ExitCode}; the log is {LogFile}";
                throw new EngineException($"The local cluster did not start: {why}");
            }

            await Task.Delay(Pause, cancellation);
        }

        process.Kill(entireProcessTree: true);
        throw new EngineException($"The local cluster did not become ready within {StartLimit.TotalSeconds:0} seconds. Its log is {LogFile}.");
    }

    /// <summary>Stops the cluster and whatever it left running.</summary>
    /// <returns>Whether there was anything to stop.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(folder.Root))
        {
            return false;
        }

        var record = Running();
        if (record is not null)
        {
            record.Process.AskToEnd();
            var limit = Stopwatch.StartNew();
            while (record.Process.IsAlive && limit.Elapsed < StopLimit)
            {
                await Task.Delay(Pause, cancellation);
            }

            record.Process.End();
        }

        var orphans = Directory.Exists(folder.Cluster) ? LocalClusterHost.EndOrphans(folder.Cluster) : 0;
        File.Delete(RecordFile);
        return record is not null || orphans > 0;
    }

    /// <summary>Says to whoever waits that this process is the cluster now.</summary>
    public void Announce(ClusterRecord record)
    {
        var json = new JsonObject
        {
            ["pid"] = record.Process.Pid,
            ["startTicks"] = record.Process.StartTicks,
            ["build"] = record.Build,
            ["server"] = record.Server,
            ["kubeconfig"] = record.Kubeconfig,
            ["notes"] = new JsonArray([.. record.Notes.Select(static n => (JsonNode)n)]),
        };
        File.WriteAllText(RecordFile + ".new", json.ToJsonString());
        File.Move(RecordFile + ".new", RecordFile, overwrite: true);
    }

    public void Withdraw() => File.Delete(RecordFile);

    public void AnnounceFailure(string why) => File.WriteAllText(FailureFile, why);

    private ClusterRecord? Recorded()
    {
        try
        {
            if (File.Exists(RecordFile) && JsonNode.Parse(File.ReadAllText(RecordFile)) is JsonObject json)
            {
                return new ClusterRecord(
                    new ProcessIdentity(json["pid"]!.GetValue<int>(), json["startTicks"]!.GetValue<long>()),
                    json["build"]?.GetValue<string>() ?? "",
                    json["server"]!.GetValue<string>(),
                    json["kubeconfig"]!.GetValue<string>(),
                    [.. json["notes"]!.AsArray().Select(static n => n!.GetValue<string>())]);
            }
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // Written by a process that was killed while writing: as good as none.
        }

        return null;
    }

    private Process Launch(IReadOnlyList<string> catalogs)
    {
        // The shell only ties the streams to the log; the cluster then leaves the terminal's session by itself.
        const string Script = "exec \"$@\" </dev/null >>\"$SLUICE_CLUSTER_LOG\" 2>&1";
        var dll = Path.Combine(AppContext.BaseDirectory, "sluice.dll");
        string[] run = ["local", "run", "--home", folder.Root, .. catalogs.SelectMany(static c => new[] { "--catalog", c })];
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", "dotnet", dll, .. run]) { WorkingDirectory = folder.Root };
        start.Environment["SLUICE_CLUSTER_LOG"] = LogFile;
        // Pods must not take settings for the program that happens to start the cluster for their own.
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("PULUMI_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start) ?? throw new EngineException("The local cluster's process could not be started.");
    }
}
