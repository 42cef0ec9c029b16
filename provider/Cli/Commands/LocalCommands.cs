using System.CommandLine;
using System.Text.Json.Nodes;
using Sluice.Cli.Cluster;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.State;
using static Sluice.Cli.Commands.CommonOptions;

namespace Sluice.Cli.Commands;

/// <summary>Commands on the local cluster.</summary>
internal static class LocalCommands
{
    public static Command Create()
    {
        var noPlatform = new Option<bool>("--no-platform") { Description = "Only the cluster, without Sluice in it" };
        var start = new Command("start", "Start the local cluster in the background and deploy the platform to it");
        AddTo(start, noPlatform, Catalog);
        start.SetAction((parsed, cancellation) => StartAsync(Folder(parsed), Catalogs(parsed), parsed.GetValue(noPlatform), cancellation));

        var stop = new Command("stop", "Stop the local cluster and every process in it; its objects are kept");
        stop.SetAction(static async (parsed, cancellation) =>
        {
            var stopped = await new Cluster.LocalCluster(Folder(parsed)).StopAsync(cancellation);
            Console.Out.WriteLine(stopped ? "Stopped the local cluster." : "The local cluster was not running.");
            return ExitCodes.Ok;
        });

        var status = new Command("status", "Say what runs");
        status.SetAction(static (parsed, cancellation) => StatusAsync(Folder(parsed), cancellation));

        var path = new Option<bool>("--path") { Description = "Print the path of the file instead of its content" };
        var kubeconfig = new Command("kubeconfig", "Print the local cluster's kubeconfig");
        AddTo(kubeconfig, path);
        kubeconfig.SetAction(parsed =>
        {
            var file = Cluster.LocalCluster.KubeconfigOf(Folder(parsed));
            if (!File.Exists(file))
            {
                throw new EngineException("The local cluster has never been started. Start it with: sluice local start");
            }

            Console.Out.Write(parsed.GetValue(path) ? file + "\n" : File.ReadAllText(file));
            return ExitCodes.Ok;
        });

        var home = new Option<string>("--home") { Required = true };
        var run = new Command("run", "Be the local cluster") { Hidden = true };
        AddTo(run, home, Catalog);
        run.SetAction((parsed, cancellation) =>
        {
            Environment.SetEnvironmentVariable("SLUICE_HOME", parsed.GetValue(home));
            return ClusterProcess.RunAsync(StateFolder.Find("."), Catalogs(parsed), cancellation);
        });
        return new Command("local", "The local cluster") { start, stop, status, kubeconfig, run };
    }

    private static StateFolder Folder(ParseResult parsed) => StateFolder.Find(parsed.GetValue(Cwd)!);

    private static async Task<int> StartAsync(StateFolder folder, IReadOnlyList<string> catalogs, bool withoutPlatform, CancellationToken cancellation)
    {
        var running = new Cluster.LocalCluster(folder).Running();
        var record = await ClusterStart.EnsureAsync(folder, catalogs, Console.Out, cancellation);
        if (running?.Process == record.Process)
        {
            Console.Out.WriteLine($"The local cluster already runs at {record.Server} (pid {record.Process.Pid}).");
        }

        await ClusterStart.RollOutAsync(folder, catalogs, Console.Out, cancellation);

        if (!withoutPlatform)
        {
            await new Platform(folder, Console.Out).DeployAsync(new KubeTarget(record.Kubeconfig, null, "the local cluster"), cancellation);
        }

        Console.Out.WriteLine($"kubeconfig: {record.Kubeconfig}");
        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(StateFolder folder, CancellationToken cancellation)
    {
        var cluster = new Cluster.LocalCluster(folder);
        if (cluster.Running() is not { } record)
        {
            Console.Out.WriteLine($"The local cluster is not running ({folder.Cluster}).");
            return ExitCodes.Ok;
        }

        Console.Out.WriteLine($"The local cluster runs at {record.Server} (pid {record.Process.Pid}).");
        Console.Out.WriteLine($"  kubeconfig: {record.Kubeconfig}");
        Console.Out.WriteLine($"  log:        {cluster.LogFile}");
        foreach (var note in record.Notes)
        {
            Console.Out.WriteLine($"  note:       {note}");
        }

        var stacks = new StackStore(folder.LocalStacks).Stacks();
        Console.Out.WriteLine($"  stacks:     {(stacks.Count == 0 ? "none" : string.Join(", ", stacks.Select(static s => $"{s.Project}/{s.Stack}")))}");
        using var api = new KubeApi(new KubeTarget(record.Kubeconfig, null, "").Load());
        try
        {
            await ListAsync(api, "pods", static p => $"{Text(p["status"]?["phase"]),-10} {Text(p["status"]?["podIP"])}", cancellation);
            await ListAsync(api, "services", static s => $"{Text(s["spec"]?["type"]),-12} {Text(s["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]) ?? Text(s["spec"]?["clusterIP"]),-14} {Ports(s)}", cancellation);
        }
        catch (Exception e) when (e is KubeUnreachableException or KubeApiException)
        {
            throw new EngineException($"The cluster's process is alive, but its API server does not answer: {e.Message} See {cluster.LogFile}; `sluice local stop` and `sluice local start` recover.", e);
        }

        return ExitCodes.Ok;
    }

    private static async Task ListAsync(KubeApi api, string plural, Func<JsonObject, string> columns, CancellationToken cancellation)
    {
        var items = (await api.GetAsync($"/api/v1/{plural}", cancellation)).Object["items"] as JsonArray ?? [];
        Console.Out.WriteLine($"  {plural}:");
        foreach (var item in items.OfType<JsonObject>().OrderBy(static i => Name(i), StringComparer.Ordinal))
        {
            Console.Out.WriteLine($"    {Name(item),-48} {columns(item)}");
        }
    }

    private static string Name(JsonObject item) => $"{Text(item["metadata"]?["namespace"])}/{Text(item["metadata"]?["name"])}";

    private static string Ports(JsonObject service) => string.Join(',', (service["spec"]?["ports"] as JsonArray ?? []).Select(static p => $"{p?["port"]}/{Text(p?["protocol"]) ?? "TCP"}"));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
