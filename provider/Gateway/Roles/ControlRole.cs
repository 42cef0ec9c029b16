using System.Net;
using System.Text;
using Sluice.Control;
using Sluice.Control.Kubernetes;
using Sluice.Control.Trust;
using Sluice.Distribution.Server;
using Sluice.Gateway.Health;
using Sluice.Gateway.Options;
using Sluice.Translation.Explaining;

namespace Sluice.Gateway.Roles;

/// <summary>A replica of control: health first, then the configuration stream, then the control plane until the end.</summary>
internal static class ControlRole
{
    public static async Task RunAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken stop)
    {
        using var connection = Connect(options);
        var publisher = new ConfigPublisher(TimeProvider.System);
        using var control = new ControlPlane(
            connection,
            new ControlOptions
            {
                Identity = options.PodName,
                Namespace = options.PodNamespace ?? connection.Namespace ?? ControlDefaults.ControlNamespace,
                ControllerName = options.ControllerName,
                ProxyImage = options.Image,
                ImagePullPolicy = options.ImagePullPolicy,
            },
            new StreamPublisher(publisher),
            loggers);

        await using var health = await HealthServer.StartAsync(new IPEndPoint(options.BindAddress, options.EffectiveHealthPort), Pages(control, publisher), loggers, stop);
        await using var stream = await ConfigStreamServer.StartAsync(
            publisher,
            new ConfigStreamServerOptions
            {
                EndPoint = new IPEndPoint(options.BindAddress, options.StreamPort),
                Certificate = () => control.ServingCertificate,
                Authorize = (credentials, cancellation) => AuthorizeAsync(control.Authorizer, credentials, cancellation),
                Loggers = loggers,
            },
            stop);
        await control.RunAsync(stop);
    }

    internal static KubernetesConnection Connect(GatewayOptions options) =>
        options.Kubeconfig is { } file ? KubernetesConnection.FromKubeconfig(file, options.Context) : KubernetesConnection.InPod(options.PodRoot);

    private static async ValueTask<ProxyAuthorization> AuthorizeAsync(ProxyAuthorizer authorizer, ProxyCredentials credentials, CancellationToken cancellationToken)
    {
        var answer = await authorizer.AuthorizeAsync(credentials.BearerToken, credentials.Gateway, cancellationToken);
        return new ProxyAuthorization(
            answer.Verdict switch
            {
                AuthorizationVerdict.Allowed => ProxyVerdict.Allowed,
                AuthorizationVerdict.Unauthenticated => ProxyVerdict.Unauthenticated,
                AuthorizationVerdict.Forbidden => ProxyVerdict.Forbidden,
                _ => ProxyVerdict.Unknown,
            },
            answer.Reason);
    }

    private static Dictionary<string, Func<string, HealthPage>> Pages(ControlPlane control, ConfigPublisher publisher) => new(StringComparer.Ordinal)
    {
        ["/livez"] = _ => HealthPage.Ok,
        ["/readyz"] = _ => DebugPages.Readiness(control),
        ["/metrics"] = _ => HealthPage.Text(200, Metrics(control, publisher)),
        ["/debug/version"] = _ => HealthPage.Text(200, Build.Full + "\n"),
        ["/debug/kinds"] = _ => HealthPage.Json(DebugPages.Kinds(control)),
        ["/debug/proxies"] = _ => HealthPage.Json(DebugPages.Proxies(publisher)),
        ["/debug/gateways"] = _ => HealthPage.Text(200, string.Concat(control.Published.Keys.Order().Select(key => $"{key}\n"))),
        ["/debug/config"] = query => Config(control, query),
        ["/debug/explain"] = query => Explain(control, query),
    };

    // ?gateway=namespace/name&url=http://host/path[&method=GET][&header=Name:%20value]...[&from=namespace]
    private static HealthPage Explain(ControlPlane control, string query)
    {
        var gateway = QueryText.Value(query, "gateway") ?? "";
        if (!Uri.TryCreate(QueryText.Value(query, "url"), UriKind.Absolute, out var url))
        {
            return HealthPage.Text(400, "Ask with ?gateway=namespace/name&url=http://host/path, &method= for another than GET, &header=Name:%20value for each header, and in the mesh &from= for the client's namespace.\n");
        }

        var headers = QueryText.Values(query, "header").Select(header => header.Split(':', 2, StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2);
        var request = ExplainedRequest.Of(url, QueryText.Value(query, "method") ?? "GET", headers.Select(parts => KeyValuePair.Create(parts[0], parts[1]))) with { ClientNamespace = QueryText.Value(query, "from") };
        return control.Explain(gateway, request) is { } explanation
            ? HealthPage.Text(200, explanation + "\n")
            : HealthPage.Text(404, $"Gateway \"{gateway}\" has no configuration here. /debug/gateways lists them, on the replica that leads.\n");
    }

    // ?gateway=namespace/name
    private static HealthPage Config(ControlPlane control, string query)
    {
        var wanted = QueryText.Value(query, "gateway") ?? "";
        foreach (var (key, snapshot) in control.Published)
        {
            if (key.ToString() == wanted)
            {
                return HealthPage.Json(DebugPages.Snapshot(snapshot));
            }
        }

        return HealthPage.Text(404, $"Gateway \"{wanted}\" has no configuration here. Ask with ?gateway=namespace/name; /debug/gateways lists them, on the replica that leads.\n");
    }

    private static string Metrics(ControlPlane control, ConfigPublisher publisher)
    {
        var text = new StringBuilder();
        control.Metrics.Write(text);
        var proxies = publisher.Proxies();
        text.Append("# HELP sluice_control_proxies Proxies that follow the configuration stream.\n# TYPE sluice_control_proxies gauge\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"sluice_control_proxies {proxies.Length}\n");
        text.Append("# HELP sluice_control_proxies_behind Those that do not serve the newest configuration.\n# TYPE sluice_control_proxies_behind gauge\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"sluice_control_proxies_behind {proxies.Count(proxy => !proxy.IsCurrent)}\n");
        return text.ToString();
    }
}
