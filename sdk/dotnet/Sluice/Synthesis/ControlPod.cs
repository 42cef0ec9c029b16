using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;

namespace Sluice.Synthesis;

/// <summary>The controller's pod: not root, nothing writable but scratch space, no capability.</summary>
internal static class ControlPod
{
    // The user of the .NET base images.
    private const int UserId = 1654;

    private const string DefaultPullPolicy = "IfNotPresent";
    private const string ScratchVolume = "scratch";

    public static PodSpecArgs Spec(Input<string> image, Input<string>? imagePullPolicy, InputMap<string> labels) => new()
    {
        ServiceAccountName = PlatformNames.Control,
        EnableServiceLinks = false,
        SecurityContext = new PodSecurityContextArgs
        {
            RunAsNonRoot = true,
            RunAsUser = UserId,
            RunAsGroup = UserId,
            FsGroup = UserId,
            SeccompProfile = new SeccompProfileArgs { Type = "RuntimeDefault" },
        },
        TopologySpreadConstraints =
        {
            new TopologySpreadConstraintArgs
            {
                MaxSkew = 1,
                TopologyKey = "kubernetes.io/hostname",
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = new Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs { MatchLabels = labels },
            },
        },
        Containers =
        {
            new ContainerArgs
            {
                Name = "control",
                Image = image,
                ImagePullPolicy = imagePullPolicy ?? DefaultPullPolicy,
                Args = { "--role", "control" },
                Env =
                {
                    FieldVariable("POD_NAME", "metadata.name"),
                    FieldVariable("POD_NAMESPACE", "metadata.namespace"),
                    FieldVariable("POD_IP", "status.podIP"),

                    // The proxies run what the controller runs.
                    new EnvVarArgs { Name = "SLUICE_IMAGE", Value = image },
                    new EnvVarArgs { Name = "SLUICE_IMAGE_PULL_POLICY", Value = imagePullPolicy ?? DefaultPullPolicy },
                },
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
                SecurityContext = new SecurityContextArgs
                {
                    AllowPrivilegeEscalation = false,
                    ReadOnlyRootFilesystem = true,
                    RunAsNonRoot = true,
                    Capabilities = new CapabilitiesArgs { Drop = { "ALL" } },
                },
                VolumeMounts = { new VolumeMountArgs { Name = ScratchVolume, MountPath = "/tmp" } },
            },
        },
        Volumes = { new VolumeArgs { Name = ScratchVolume, EmptyDir = new EmptyDirVolumeSourceArgs() } },
    };

    private static EnvVarArgs FieldVariable(string name, string field) => new()
    {
        Name = name,
        ValueFrom = new EnvVarSourceArgs { FieldRef = new ObjectFieldSelectorArgs { FieldPath = field } },
    };

    private static ProbeArgs Probe(string path, int periodSeconds, int failureThreshold = 3) => new()
    {
        HttpGet = new HTTPGetActionArgs { Path = path, Port = PlatformNames.HealthPort },
        PeriodSeconds = periodSeconds,
        FailureThreshold = failureThreshold,
    };
}
