using System.CommandLine;
using Sluice.Cli.Explaining;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.Engine.Kubernetes;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice explain URL</c>: why a request goes where it goes, as the controller decided and the proxies do it.</summary>
internal static class ExplainCommand
{
    private static readonly string[] Schemes = ["http", "https", "tls", "tcp", "udp"];

    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "The URL as a client has it, of a gateway or of a Service in the mesh; tls://, tcp:// and udp:// for what is not HTTP" };
        var method = new Option<string>("--request", "-X") { Description = "The method", DefaultValueFactory = static _ => "GET", HelpName = "METHOD" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header, as 'Name: value'; repeatable. Host chooses the host apart from the address", HelpName = "HEADER" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway, as NAMESPACE/NAME, instead of the one at the URL's address or with its host", HelpName = "NAME" };
        var from = new Option<string?>("--from-namespace") { Description = "The namespace of the client's pod, for a Service in the mesh: its consumer routes count, and short names are looked for in it", HelpName = "NAMESPACE" };
        var command = new Command("explain", "Say why a request goes where it goes") { url };
        CommonOptions.AddTo(command, method, headers, gateway, from, CommonOptions.Context);
        command.SetAction((parsed, cancellation) =>
        {
            var request = Request(parsed.GetValue(url)!, parsed.GetValue(method)!, parsed.GetValue(headers) ?? [], parsed.GetValue(from));
            var (folder, context) = (StateFolder.Find(parsed.GetValue(CommonOptions.Cwd)!), parsed.GetValue(CommonOptions.Context));
            if (context is null && new Cluster.LocalCluster(folder).Running() is null)
            {
                throw new EngineException("The local cluster is not running. Start it with `sluice up` or `sluice local start`, or name a context of your kubeconfig with --context.");
            }

            var target = Workspace.TargetOf(folder, context);
            return RunAsync(target, request, parsed.GetValue(gateway), Console.Out, cancellation);
        });
        return command;
    }

    private static ExplainRequest Request(string url, string method, string[] headers, string? fromNamespace)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !Schemes.Contains(parsed.Scheme, StringComparer.Ordinal) || parsed.Host.Length == 0 || parsed.Port <= 0)
        {
            throw Usage($"'{url}' is not a URL to explain. Use http://HOST[:PORT]/PATH or https://, or tls://HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT.");
        }

        if (headers.FirstOrDefault(static h => h.IndexOf(':', StringComparison.Ordinal) <= 0) is { } bad)
        {
            throw Usage($"'{bad}' is not a header. Write it as 'Name: value'.");
        }

        return new ExplainRequest(parsed, method, [.. headers], fromNamespace);
    }

    private static async Task<int> RunAsync(KubeTarget target, ExplainRequest request, string? gateway, TextWriter output, CancellationToken cancellation)
    {
        output.WriteLine($"Target: {target.Title}");
        using var api = new KubeApi(target.Load());
        try
        {
            var control = await ControlPod.FindAsync(api, cancellation);
            var gateways = gateway is not null ? [] : await GatewayFinder.AllAsync(api, cancellation);
            // An address of a gateway is also that of its Service, so gateways go first; a name that a Service has, on the other hand, is rarely meant for a listener of any host.
            var service = gateway is not null || gateways.Any(g => g.Addresses.Contains(request.Url.Host.Trim('[', ']'), StringComparer.OrdinalIgnoreCase))
                ? null
                : ServiceFinder.Meant(request.Url, request.FromNamespace, await ServiceFinder.AllAsync(api, cancellation));
            if (service is { Gateway: null })
            {
                output.WriteLine($"Service {service}, as pod {control.Name} tells the mesh proxies:");
                output.Write(await AskAsync(control, request.MeshPage(control.MeshPlane, service), control.MeshPlane, cancellation));
                return ExitCodes.Ok;
            }

            var names = (gateway ?? service?.Gateway) is { } named ? [named] : GatewayFinder.Meant(request.Url, gateways).Select(static g => g.Name).ToList();
            foreach (var name in names)
            {
                var body = await AskAsync(control, request.Page(name), name, cancellation);
                output.WriteLine($"Gateway {name}, as pod {control.Name} tells its proxies:");
                output.Write(body);
            }

            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is KubeUnreachableException or KubeApiException)
        {
            throw new EngineException(e.Message, e);
        }
    }

    private static async Task<string> AskAsync(ControlPod control, string page, string gateway, CancellationToken cancellation)
    {
        var (status, body) = await control.GetAsync(page, cancellation);
        return status switch
        {
            200 => body,
            404 => throw new EngineException($"The controller (pod {control.Name}) publishes nothing for {Cure(gateway)}"),
            _ => throw new EngineException($"The controller (pod {control.Name}) cannot explain this: {body.Trim()}"),
        };
    }

    /// <summary>What to do where nothing is published for a gateway, or for the mesh, which has no object with conditions.</summary>
    internal static string Cure(string gateway) => gateway.EndsWith($"/{ControlPod.MeshName}", StringComparison.Ordinal)
        ? "the mesh, so connections to Services go straight to their pods. To route them, declare SluicePlatform with Mesh = true."
        : $"a gateway {gateway}. See its conditions: kubectl -n {gateway.Split('/')[0]} describe gateway {gateway.Split('/')[^1]}";

    private static EngineException Usage(string message) => new(message) { ExitCode = ExitCodes.Usage };
}
