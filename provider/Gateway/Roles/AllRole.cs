using System.Net;
using System.Text;
using Sluice.Control;
using Sluice.Gateway.Health;
using Sluice.Gateway.Options;

namespace Sluice.Gateway.Roles;

/// <summary>
/// Control and the proxy of one Gateway in one process, for a machine without a node agent or for development against a kubeconfig. The
/// Gateway is one that is deployed manually; the process stands for its proxies.
/// </summary>
internal static class AllRole
{
    public static async Task RunAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken stop)
    {
        using var connection = ControlRole.Connect(options);
        await using var proxy = new ProxyHost(options, loggers);
        using var publisher = new InProcessPublisher(options.Gateway!, options.PodName, proxy.ApplyAsync, TimeProvider.System);
        using var control = new ControlPlane(
            connection,
            new ControlOptions
            {
                Identity = options.PodName,
                Namespace = options.PodNamespace ?? connection.Namespace ?? ControlDefaults.ControlNamespace,
                ControllerName = options.ControllerName,
                ProxyImage = options.Image,
                ImagePullPolicy = options.ImagePullPolicy,
                DeployProxies = false,
            },
            publisher,
            loggers);

        await using var health = await HealthServer.StartAsync(
            new IPEndPoint(options.BindAddress, options.EffectiveHealthPort), Pages(control, proxy, publisher), loggers, stop);
        await proxy.Server.StartAsync(stop);
        await control.RunAsync(stop);
        await proxy.TerminateAsync();
    }

    private static Dictionary<string, Func<string, HealthPage>> Pages(ControlPlane control, ProxyHost proxy, InProcessPublisher publisher) => new(StringComparer.Ordinal)
    {
        ["/livez"] = _ => HealthPage.Ok,
        ["/readyz"] = _ => publisher.HoldsSnapshot && !proxy.IsTerminating ? HealthPage.Ok : DebugPages.Readiness(control) is { Status: not 200 } why ? why : HealthPage.Text(503, "no configuration yet\n"),
        ["/metrics"] = _ => HealthPage.Text(200, Metrics(control, proxy)),
        ["/debug/version"] = _ => HealthPage.Text(200, Build.Full + "\n"),
        ["/debug/kinds"] = _ => HealthPage.Json(DebugPages.Kinds(control)),
        ["/debug/config"] = _ => HealthPage.Json(DebugPages.Snapshot(proxy.Server.Current)),
    };

    private static string Metrics(ControlPlane control, ProxyHost proxy)
    {
        var text = new StringBuilder(proxy.Server.MetricsText());
        control.Metrics.Write(text);
        return text.ToString();
    }
}
