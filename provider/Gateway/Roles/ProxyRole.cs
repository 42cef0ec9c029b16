using System.Globalization;
using System.Net;
using Sluice.Distribution.Client;
using Sluice.Gateway.Health;
using Sluice.Gateway.Options;
using Sluice.Proxy;

namespace Sluice.Gateway.Roles;

/// <summary>A proxy of one Gateway: follows control, serves what it says.</summary>
internal static class ProxyRole
{
    // Where control's provisioning mounts them.
    private const string ControlFolder = "/etc/sluice/control";
    private const string TokenFile = "/var/run/secrets/sluice/token";
    private const string SnapshotFile = "/var/lib/sluice/snapshot.json";

    public static async Task RunAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken stop)
    {
        // Nothing but a proxy runs in this process.
        SocketCompletions.RunInline();
        await using var proxy = new ProxyHost(options, loggers);
        var folder = options.PodRoot + ControlFolder;
        var client = new ConfigStreamClient(
            new ConfigStreamClientOptions
            {
                Gateway = options.Gateway!,
                Proxy = options.PodName,
                Build = Build.Full,
                Address = () => File.ReadAllText(Path.Combine(folder, "address")),
                ServerName = ServerName(Path.Combine(folder, "server-name")),
                CaFile = Path.Combine(folder, "ca.crt"),
                TokenFile = options.PodRoot + TokenFile,
                SnapshotFile = options.PodRoot + SnapshotFile,
            },
            proxy.ApplyAsync,
            loggers);

        await using var health = await HealthServer.StartAsync(new IPEndPoint(options.BindAddress, options.EffectiveHealthPort), Pages(proxy, client), loggers, stop);
        await proxy.Server.StartAsync(stop);

        // The stream outlives the signal: what changes while the last requests finish still matters to them.
        using var ended = new CancellationTokenSource();
        var following = client.RunAsync(ended.Token);
        await Termination.Of(stop);
        await proxy.TerminateAsync();
        await ended.CancelAsync();
        await following;
    }

    // Files made by an older control lack it.
    private static string ServerName(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "sluice-control.sluice-system.svc";

    private static Dictionary<string, Func<string, HealthPage>> Pages(ProxyHost proxy, ConfigStreamClient client) => new(StringComparer.Ordinal)
    {
        ["/livez"] = _ => HealthPage.Ok,
        ["/readyz"] = _ => Readiness(proxy, client.Status),
        ["/metrics"] = _ => HealthPage.Text(200, proxy.Server.MetricsText() + StreamMetrics(client.Status)),
        ["/debug/version"] = _ => HealthPage.Text(200, Build.Full + "\n"),
        ["/debug/config"] = _ => HealthPage.Json(DebugPages.Snapshot(proxy.Server.Current)),
        ["/debug/stream"] = _ => HealthPage.Text(200, client.Status + "\n"),
    };

    private static HealthPage Readiness(ProxyHost proxy, ConfigStreamStatus status)
    {
        if (proxy.IsTerminating)
        {
            return HealthPage.Text(503, "terminating\n");
        }

        return status.IsReady(TimeProvider.System.GetUtcNow())
            ? HealthPage.Ok
            : HealthPage.Text(503, status.HoldsSnapshot ? "stuck over an update\n" : $"no configuration yet. {status.Error}\n");
    }

    private static string StreamMetrics(ConfigStreamStatus status) => string.Create(CultureInfo.InvariantCulture, $"""
        # HELP sluice_stream_connected 1 while the proxy follows control.
        # TYPE sluice_stream_connected gauge
        sluice_stream_connected {(status.Connected ? 1 : 0)}
        # HELP sluice_stream_behind 1 while the newest configuration received does not serve.
        # TYPE sluice_stream_behind gauge
        sluice_stream_behind {(status.BehindSince is null ? 0 : 1)}

        """);
}
