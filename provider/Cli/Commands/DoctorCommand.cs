using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Cluster;
using Sluice.Cli.Explaining;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.Engine.Hosting;
using Sluice.Engine.Kubernetes;

namespace Sluice.Cli.Commands;

/// <summary>One thing that must hold, and what to do if it does not.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Problem">What is wrong; null when it is fine.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Blocks">Whether nothing works without it.</param>
internal sealed record Finding(string Name, string? Problem, string Detail, bool Blocks = true);

/// <summary><c>sluice doctor</c>: ordered checks, each with its cure.</summary>
internal static class DoctorCommand
{
    private const int FirstSdk = 10;
    private static readonly string[] Needed = ["Sluice.Gateway", "Sluice.Examples.Services"];

    public static Command Create()
    {
        var command = new Command("doctor", "Check that everything a deployment needs is there, in order");
        command.SetAction(static (parsed, cancellation) => RunAsync(StateFolder.Find(parsed.GetValue(CommonOptions.Cwd)!), Console.Out, cancellation));
        return command;
    }

    public static async Task<int> RunAsync(StateFolder folder, TextWriter output, CancellationToken cancellation)
    {
        var broken = 0;
        foreach (var check in Checks(folder, cancellation))
        {
            var finding = await check();
            var mark = finding.Problem is null ? "ok  " : finding.Blocks ? "FAIL" : "note";
            output.WriteLine($"{mark}  {finding.Name}: {finding.Detail}");
            if (finding.Problem is { } problem)
            {
                output.WriteLine($"      fix: {problem}");
                broken += finding.Blocks ? 1 : 0;
            }
        }

        output.WriteLine(broken == 0 ? "All that is needed is there." : $"{broken} problem(s) found.");
        return broken == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }

    private static IEnumerable<Func<Task<Finding>>> Checks(StateFolder folder, CancellationToken cancellation) =>
    [
        () => SdkAsync(cancellation),
        () => Task.FromResult(System()),
        () => Task.FromResult(Loopback()),
        () => Task.FromResult(LowPorts()),
        () => Task.FromResult(Writable(folder)),
        () => Task.FromResult(Programs()),
        () => ClusterAsync(folder, cancellation),
        () => PlatformAsync(folder, cancellation),
    ];

    private static async Task<Finding> SdkAsync(CancellationToken cancellation)
    {
        var lines = new List<string>();
        try
        {
            await ChildProcess.RunAsync("dotnet", ["--list-sdks"], ".", lines.Add, cancellation);
        }
        catch (EngineException e)
        {
            return new Finding(".NET SDK", e.Message, "not found");
        }

        var newest = lines.Select(static l => l.Split(' ')[0]).LastOrDefault() ?? "none";
        var fits = lines.Any(static l => int.TryParse(l.Split('.')[0], out var major) && major >= FirstSdk);
        return new Finding(".NET SDK", fits ? null : $"Install the .NET SDK {FirstSdk} from https://dot.net", newest);
    }

    private static Finding System() =>
        new("operating system", OperatingSystem.IsLinux() ? null : "Use Linux, or WSL 2 on Windows: the local cluster needs the addresses 127.0.0.0/8", Environment.OSVersion.ToString());

    private static Finding Loopback()
    {
        var address = IPAddress.Parse("127.30.255.250");
        return CanBind(address, 0)
            ? new Finding("loopback addresses", null, "127.0.0.0/8 can be bound")
            : new Finding("loopback addresses", "Give the loopback interface the network 127.0.0.0/8: ip addr add 127.0.0.1/8 dev lo", $"{address} cannot be bound");
    }

    private static Finding LowPorts() => CanBind(IPAddress.Parse("127.30.255.250"), 79)
        ? new Finding("ports below 1024", null, "can be bound", false)
        : new Finding("ports below 1024", "Gateways' low ports are served at a higher one, which `sluice up` prints. To have them as they are: sudo sysctl net.ipv4.ip_unprivileged_port_start=0", "cannot be bound", false);

    private static Finding Writable(StateFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Root);
            var probe = Path.Combine(folder.Root, $"probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding("state folder", null, folder.Root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("state folder", "Make it writable, or set SLUICE_HOME to a folder that is", $"{folder.Root}: {e.Message}");
        }
    }

    private static Finding Programs()
    {
        var missing = Needed.Where(static p => !File.Exists(ImageCatalog.PathOf(p))).ToList();
        return missing.Count == 0
            ? new Finding("programs behind images", null, "built")
            : new Finding("programs behind images", "Build them: make tools", $"not built: {string.Join(", ", missing)}", false);
    }

    private static async Task<Finding> ClusterAsync(StateFolder folder, CancellationToken cancellation)
    {
        var cluster = new Cluster.LocalCluster(folder);
        if (cluster.Running() is not { } record)
        {
            return new Finding("local cluster", "Nothing to do: `sluice up` starts it", "not running", false);
        }

        try
        {
            using var api = new KubeApi(new KubeTarget(record.Kubeconfig, null, "").Load());
            await api.GetAsync("/version", cancellation);
            return new Finding("local cluster", null, $"answers at {record.Server}");
        }
        catch (Exception e) when (e is KubeUnreachableException or KubeApiException or EngineException)
        {
            return new Finding("local cluster", $"Look into {cluster.LogFile}, then: sluice local stop && sluice local start", e.Message);
        }
    }

    private static async Task<Finding> PlatformAsync(StateFolder folder, CancellationToken cancellation)
    {
        if (new Cluster.LocalCluster(folder).Running() is not { } record)
        {
            return new Finding("platform", "Nothing to do: `sluice up` deploys it", "not looked at without a cluster", false);
        }

        try
        {
            using var api = new KubeApi(new KubeTarget(record.Kubeconfig, null, "").Load());
            var control = await ControlPod.FindAsync(api, cancellation);
            var (status, body) = await control.GetAsync("/readyz", cancellation);
            return status == 200
                ? new Finding("platform", null, $"pod {control.Name} leads and is ready")
                : new Finding("platform", $"See its log: kubectl --kubeconfig {record.Kubeconfig} -n {control.Name.Split('/')[0]} logs {control.Name.Split('/')[1]}", $"pod {control.Name} leads, but is not ready: {body.Trim()}");
        }
        catch (EngineException e)
        {
            return new Finding("platform", "Deploy it again: sluice local start", e.Message, false);
        }
        catch (Exception e) when (e is KubeUnreachableException or KubeApiException)
        {
            return new Finding("platform", "See the local cluster above", e.Message);
        }
    }

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
