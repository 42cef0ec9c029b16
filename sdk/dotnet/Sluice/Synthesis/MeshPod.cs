using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;

namespace Sluice.Synthesis;

/// <summary>A mesh proxy's pod, secured as the controller's is; it binds capture ports only, so it needs nothing for low ports.</summary>
internal static class MeshPod
{
    private const int TerminationSeconds = 45;

    // Where the proxy looks for them.
    private const string ControlFolder = "/etc/sluice/control";
    private const string TokenFolder = "/var/run/secrets/sluice";
    private const string StateFolder = "/var/lib/sluice";

    public static PodSpecArgs Spec(Input<string> image, Input<string>? imagePullPolicy, InputMap<string> labels) => new()
    {
        ServiceAccountName = PlatformNames.Mesh,
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = TerminationSeconds,
        SecurityContext = PodParts.Security(),
        TopologySpreadConstraints = { PodParts.Spread(labels) },
        Containers = { Container(image, imagePullPolicy) },
        Volumes =
        {
            new VolumeArgs { Name = "control", ConfigMap = new ConfigMapVolumeSourceArgs { Name = PlatformNames.Mesh } },
            new VolumeArgs
            {
                Name = "token",
                Projected = new ProjectedVolumeSourceArgs
                {
                    Sources =
                    {
                        new VolumeProjectionArgs
                        {
                            ServiceAccountToken = new ServiceAccountTokenProjectionArgs { Audience = PlatformNames.Control, ExpirationSeconds = 3600, Path = "token" },
                        },
                    },
                },
            },
            new VolumeArgs { Name = "state", EmptyDir = new EmptyDirVolumeSourceArgs() },
            new VolumeArgs { Name = "tmp", EmptyDir = new EmptyDirVolumeSourceArgs() },
        },
    };

    private static ContainerArgs Container(Input<string> image, Input<string>? imagePullPolicy) => new()
    {
        Name = "proxy",
        Image = image,
        ImagePullPolicy = imagePullPolicy ?? PodParts.DefaultPullPolicy,
        Args = { "--role", "mesh" },
        Env = PodParts.Environment(),
        Ports = { new ContainerPortArgs { Name = "health", ContainerPortValue = PlatformNames.ProxyHealthPort, Protocol = "TCP" } },
        StartupProbe = Probe("/livez", periodSeconds: 1, failureThreshold: 60),
        ReadinessProbe = Probe("/readyz", periodSeconds: 1),
        LivenessProbe = Probe("/livez", periodSeconds: 10),
        Resources = new ResourceRequirementsArgs { Requests = { { "cpu", "50m" }, { "memory", "96Mi" } } },
        SecurityContext = PodParts.ContainerSecurity(),
        VolumeMounts =
        {
            new VolumeMountArgs { Name = "control", MountPath = ControlFolder, ReadOnly = true },
            new VolumeMountArgs { Name = "token", MountPath = TokenFolder, ReadOnly = true },
            new VolumeMountArgs { Name = "state", MountPath = StateFolder },
            new VolumeMountArgs { Name = "tmp", MountPath = "/tmp" },
        },
    };

    private static ProbeArgs Probe(string path, int periodSeconds, int failureThreshold = 3) => new()
    {
        HttpGet = new HTTPGetActionArgs { Path = path, Port = PlatformNames.ProxyHealthPort },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 2,
        FailureThreshold = failureThreshold,
    };
}
