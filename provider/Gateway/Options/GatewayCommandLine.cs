using System.Globalization;
using System.Net;
using Sluice.Control;
using Sluice.Proxy;

namespace Sluice.Gateway.Options;

/// <summary>
/// Reads arguments and environment. By hand, because a proxy is started for every Gateway and a parser library would cost each of them
/// more than all of this.
/// </summary>
internal static class GatewayCommandLine
{
    public const string Help = """
        Usage: Sluice.Gateway --role control|proxy|mesh|all [options]

          --role ROLE              what to be                                            SLUICE_ROLE
          --gateway NS/NAME        the Gateway to serve (proxy, all)                     SLUICE_GATEWAY
          --image IMAGE            image of the proxies to deploy (control)              SLUICE_IMAGE
          --image-pull-policy P    Always, IfNotPresent or Never                         SLUICE_IMAGE_PULL_POLICY
          --controller-name NAME   classes that name it are ours                         SLUICE_CONTROLLER_NAME
          --namespace NS           namespace of this pod                                 POD_NAMESPACE
          --kubeconfig FILE        reach the cluster by it, not as a pod                 SLUICE_KUBECONFIG
          --context NAME           context of the kubeconfig                             SLUICE_CONTEXT
          --health-port PORT       health, metrics, debug (control 15020, proxy 15021)   SLUICE_HEALTH_PORT
          --stream-port PORT       configuration stream (15010)                          SLUICE_STREAM_PORT
          --access-log FORMAT      text, json or none                                    SLUICE_ACCESS_LOG
          --port-offset N          added to listener ports below 1024                    SLUICE_UNPRIVILEGED_PORT_OFFSET
          --trusted-hops N         proxies in front whose X-Forwarded-* are believed     SLUICE_TRUSTED_HOPS
          --proxy-protocol BOOL    connections begin with a PROXY protocol header        SLUICE_PROXY_PROTOCOL
          --shutdown-delay SECS    from "not ready" to closing listeners (5)             SLUICE_SHUTDOWN_DELAY
          --drain SECS             for requests under way after that (25)                SLUICE_DRAIN
          --log-level LEVEL        Debug, Information, Warning or Error                  SLUICE_LOG_LEVEL

        An argument wins over the environment. POD_NAME, POD_IP and SLUICE_POD_ROOT are read from the environment only.
        """;

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["role"] = "SLUICE_ROLE",
        ["gateway"] = "SLUICE_GATEWAY",
        ["image"] = "SLUICE_IMAGE",
        ["image-pull-policy"] = "SLUICE_IMAGE_PULL_POLICY",
        ["controller-name"] = "SLUICE_CONTROLLER_NAME",
        ["namespace"] = "POD_NAMESPACE",
        ["kubeconfig"] = "SLUICE_KUBECONFIG",
        ["context"] = "SLUICE_CONTEXT",
        ["health-port"] = "SLUICE_HEALTH_PORT",
        ["stream-port"] = "SLUICE_STREAM_PORT",
        ["access-log"] = "SLUICE_ACCESS_LOG",
        ["port-offset"] = "SLUICE_UNPRIVILEGED_PORT_OFFSET",
        ["trusted-hops"] = "SLUICE_TRUSTED_HOPS",
        ["proxy-protocol"] = "SLUICE_PROXY_PROTOCOL",
        ["shutdown-delay"] = "SLUICE_SHUTDOWN_DELAY",
        ["drain"] = "SLUICE_DRAIN",
        ["log-level"] = "SLUICE_LOG_LEVEL",
    };

    /// <returns>The options, or null where <paramref name="problems"/> says why not.</returns>
    public static GatewayOptions? Read(IReadOnlyList<string> arguments, Func<string, string?> environment, List<string> problems)
    {
        var given = Arguments(arguments, problems);
        var values = new Values(name => given.TryGetValue(name, out var value) ? value : environment(Variables[name]) is { Length: > 0 } set ? set : null, problems);
        var defaults = new GatewayOptions { Role = GatewayRole.Proxy };
        var role = values.Choice<GatewayRole>("role");
        if (role is null && !problems.Exists(problem => problem.StartsWith("--role", StringComparison.Ordinal)))
        {
            problems.Add("--role is missing; allowed is control, proxy, mesh or all. Set it or SLUICE_ROLE.");
        }

        var options = new GatewayOptions
        {
            Role = role ?? GatewayRole.Proxy,
            PodRoot = environment("SLUICE_POD_ROOT") ?? "",
            PodName = environment("POD_NAME") is { Length: > 0 } pod ? pod : defaults.PodName,
            PodNamespace = values.Text("namespace"),
            PodAddress = Address(environment("POD_IP"), problems),
            Gateway = values.Text("gateway"),
            Image = values.Text("image") ?? defaults.Image,
            ImagePullPolicy = values.Text("image-pull-policy"),
            ControllerName = values.Text("controller-name") ?? defaults.ControllerName,
            Kubeconfig = values.Text("kubeconfig"),
            Context = values.Text("context"),
            HealthPort = values.Number("health-port", 1, 65535),
            StreamPort = values.Number("stream-port", 1, 65535) ?? defaults.StreamPort,
            LogLevel = values.Choice<LogLevel>("log-level") ?? defaults.LogLevel,
            AccessLog = values.Choice<AccessLogFormat>("access-log") ?? defaults.AccessLog,
            PortOffset = values.Number("port-offset", 0, 64511) ?? 0,
            TrustedHops = values.Number("trusted-hops", 0, 16) ?? 0,
            ProxyProtocol = values.Truth("proxy-protocol") ?? false,
            ShutdownDelay = values.Seconds("shutdown-delay") ?? defaults.ShutdownDelay,
            DrainTime = values.Seconds("drain") ?? defaults.DrainTime,
        };
        if (options.Role == GatewayRole.Mesh)
        {
            // Behind a proxy of its own kind or a Gateway, whose headers about the client hold.
            options = options with
            {
                Gateway = $"{options.PodNamespace ?? ControlDefaults.ControlNamespace}/{ControlDefaults.MeshPlane}",
                TrustedHops = Math.Max(options.TrustedHops, 1),
            };
        }
        else if (options.Role != GatewayRole.Control && (options.Gateway?.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            problems.Add($"--gateway is {Quote(options.Gateway)}; the role needs namespace/name of the Gateway it serves. Set it or SLUICE_GATEWAY.");
        }

        return problems.Count == 0 ? options : null;
    }

    private static Dictionary<string, string> Arguments(IReadOnlyList<string> arguments, List<string> problems)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : "";
            string? value = null;
            if (name.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                (name, value) = (name[..equals], name[(equals + 1)..]);
            }

            if (!Variables.ContainsKey(name))
            {
                problems.Add($"\"{argument}\" is not an option. See --help.");
            }
            else if (value is null && i + 1 == arguments.Count)
            {
                problems.Add($"--{name} lacks its value.");
            }
            else
            {
                given[name] = value ?? arguments[++i];
            }
        }

        return given;
    }

    // Pods that are processes of one machine have an address each and share its network. A pod with a network of its own is reached at all
    // of its addresses: a port-forward comes to its loopback address, and where there are two families it has an address of each.
    private static IPAddress? Address(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return IPAddress.IsLoopback(address) ? address : null;
        }

        problems.Add($"POD_IP is {Quote(text)}, which is no IP address. Take it from status.podIP.");
        return null;
    }

    private static string Quote(string? value) => value is null ? "missing" : $"\"{value}\"";

    private sealed class Values(Func<string, string?> get, List<string> problems)
    {
        public string? Text(string name) => get(name);

        public int? Number(string name, int min, int max)
        {
            if (get(name) is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            problems.Add($"--{name} is \"{text}\"; allowed is {min} to {max}.");
            return null;
        }

        public TimeSpan? Seconds(string name) => Number(name, 0, 3600) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        public bool? Truth(string name)
        {
            if (get(name) is not { } text)
            {
                return null;
            }

            if (bool.TryParse(text, out var truth))
            {
                return truth;
            }

            problems.Add($"--{name} is \"{text}\"; allowed is true or false.");
            return null;
        }

        public T? Choice<T>(string name)
            where T : struct, Enum
        {
            if (get(name) is not { } text)
            {
                return null;
            }

            if (!int.TryParse(text, out _) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            {
                return value;
            }

            problems.Add($"--{name} is \"{text}\"; allowed is {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
            return null;
        }
    }
}
