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
        var url = new Argument<string>("url") { Description = "The URL as a client has it; tls://, tcp:// and udp:// for what is not HTTP" };
        var method = new Option<string>("--request", "-X") { Description = "The method", DefaultValueFactory = static _ => "GET", HelpName = "METHOD" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header, as 'Name: value'; repeatable. Host chooses the host apart from the address", HelpName = "HEADER" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway, as NAMESPACE/NAME, instead of the one at the URL's address or with its host", HelpName = "NAME" };
        var command = new Command("explain", "Say why a request goes where it goes") { url };
        CommonOptions.AddTo(command, method, headers, gateway, CommonOptions.Context);
        command.SetAction((parsed, cancellation) =>
        {
            var request = Request(parsed.GetValue(url)!, parsed.GetValue(method)!, parsed.GetValue(headers) ?? []);
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

    private static ExplainRequest Request(string url, string method, string[] headers)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !Schemes.Contains(parsed.Scheme, StringComparer.Ordinal) || parsed.Host.Length == 0 || parsed.Port <= 0)
        {
            throw Usage($"'{url}' is not a URL to explain. Use http://HOST[:PORT]/PATH or https://, or tls://HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT.");
        }

        if (headers.FirstOrDefault(static h => h.IndexOf(':', StringComparison.Ordinal) <= 0) is { } bad)
        {
            throw Usage($"'{bad}' is not a header. Write it as 'Name: value'.");
        }

        return new ExplainRequest(parsed, method, [.. headers]);
    }

    private static async Task<int> RunAsync(KubeTarget target, ExplainRequest request, string? gateway, TextWriter output, CancellationToken cancellation)
    {
        output.WriteLine($"Target: {target.Title}");
        using var api = new KubeApi(target.Load());
        try
        {
            var control = await ControlPod.FindAsync(api, cancellation);
            var names = gateway is not null ? [gateway] : GatewayFinder.Meant(request.Url, await GatewayFinder.AllAsync(api, cancellation)).Select(static g => g.Name).ToList();
            foreach (var name in names)
            {
                var (status, body) = await control.GetAsync(request.Page(name), cancellation);
                if (status != 200)
                {
                    throw new EngineException(status == 404
                        ? $"The controller (pod {control.Name}) publishes nothing for a gateway {name}. See its conditions: kubectl -n {name.Split('/')[0]} describe gateway {name.Split('/')[^1]}"
                        : $"The controller (pod {control.Name}) cannot explain this: {body.Trim()}");
                }

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

    private static EngineException Usage(string message) => new(message) { ExitCode = ExitCodes.Usage };
}
