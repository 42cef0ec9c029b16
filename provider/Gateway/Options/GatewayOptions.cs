using System.Net;
using Sluice.Control;
using Sluice.Proxy;

namespace Sluice.Gateway.Options;

/// <summary>Everything the process is told: by arguments, by the environment, by what mounts it has.</summary>
internal sealed record GatewayOptions
{
    public required GatewayRole Role { get; init; }

    /// <summary>Prefix of mounted paths; empty in a container.</summary>
    public string PodRoot { get; init; } = "";

    public string PodName { get; init; } = Environment.MachineName;

    public string? PodNamespace { get; init; }

    /// <summary>The only address to listen on; null: all of them.</summary>
    public IPAddress? PodAddress { get; init; }

    /// <summary>Where to listen.</summary>
    public IPAddress BindAddress => PodAddress ?? ProxyDefaults.AllAddresses;

    /// <summary><c>namespace/name</c>, for the roles that serve traffic.</summary>
    public string? Gateway { get; init; }

    public string Image { get; init; } = $"ghcr.io/sluice-dev/gateway:{Build.Version}";

    public string? ImagePullPolicy { get; init; }

    public string ControllerName { get; init; } = ControlDefaults.ControllerName;

    /// <summary>Null: the service account of the pod.</summary>
    public string? Kubeconfig { get; init; }

    public string? Context { get; init; }

    /// <summary>Null: the default of the role.</summary>
    public int? HealthPort { get; init; }

    public int StreamPort { get; init; } = ControlDefaults.ConfigStreamPort;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public AccessLogFormat AccessLog { get; init; } = AccessLogFormat.Text;

    /// <summary>Added to listener ports below 1024 where the process may not bind them.</summary>
    public int PortOffset { get; init; }

    public int TrustedHops { get; init; }

    public bool ProxyProtocol { get; init; }

    /// <summary>
    /// Between losing readiness and closing the listeners, while Services still send new connections: nodes take changes over in turns of a
    /// second or more, and with the mesh control has to pass the news on first.
    /// </summary>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests under way may take to finish after that.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(25);

    public int EffectiveHealthPort => HealthPort ?? (Role is GatewayRole.Proxy or GatewayRole.Mesh ? ControlDefaults.ProxyHealthPort : ControlDefaults.ControlHealthPort);
}
