using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;

namespace Sluice.Synthesis;

/// <summary>The controller's pod: not root, nothing writable but scratch space, no capability.</summary>
internal static class ControlPod
{
    private const string ScratchVolume = "scratch";

    public static PodSpecArgs Spec(Input<string> image, Input<string>? imagePullPolicy, InputMap<string> labels) => new()
    {
        ServiceAccountName = PlatformNames.Control,
        EnableServiceLinks = false,
        SecurityContext = PodParts.Security(),
        TopologySpreadConstraints = { PodParts.Spread(labels) },
        Containers =
        {
            new ContainerArgs
            {
                Name = "control",
                Image = image,
                ImagePullPolicy = imagePullPolicy ?? PodParts.DefaultPullPolicy,
                Args = { "--role", "control" },
                // The proxies run what the controller runs.
                Env = PodParts.Environment(
                    new EnvVarArgs { Name = "SLUICE_IMAGE", Value = image },
                    new EnvVarArgs { Name = "SLUICE_IMAGE_PULL_POLICY", Value = imagePullPolicy ?? PodParts.DefaultPullPolicy }),
                Ports =
                {
                    new ContainerPortArgs { Name = "stream", ContainerPortValue = PlatformNames.StreamPort, Protocol = "TCP" },
                    new ContainerPortArgs { Name = "health", ContainerPortValue = PlatformNames.HealthPort, Protocol = "TCP" },
                },
                LivenessProbe = Probe("/livez", periodSeconds: 10),
                ReadinessProbe = Probe("/readyz", periodSeconds: 1),
                StartupProbe = Probe("/livez", periodSeconds: 1, failureThreshold: 60),
                Resources = new ResourceRequirementsArgs
                {
                    Requests = { { "cpu", "50m" }, { "memory", "128Mi" } },
                    Limits = { { "memory", "512Mi" } },
                },
                SecurityContext = PodParts.ContainerSecurity(),
                VolumeMounts = { new VolumeMountArgs { Name = ScratchVolume, MountPath = "/tmp" } },
            },
        },
        Volumes = { new VolumeArgs { Name = ScratchVolume, EmptyDir = new EmptyDirVolumeSourceArgs() } },
    };

    private static ProbeArgs Probe(string path, int periodSeconds, int failureThreshold = 3) => new()
    {
        HttpGet = new HTTPGetActionArgs { Path = path, Port = PlatformNames.HealthPort },
        PeriodSeconds = periodSeconds,
        FailureThreshold = failureThreshold,
    };
}
