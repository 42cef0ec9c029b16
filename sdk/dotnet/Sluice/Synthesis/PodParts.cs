using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Sluice.Synthesis;

/// <summary>What the platform's pods have in common: no rights, one per node where there are several, their names from the cluster.</summary>
internal static class PodParts
{
    public const string DefaultPullPolicy = "IfNotPresent";

    // The user of the .NET base images.
    private const int UserId = 1654;

    public static PodSecurityContextArgs Security() => new()
    {
        RunAsNonRoot = true,
        RunAsUser = UserId,
        RunAsGroup = UserId,
        FsGroup = UserId,
        SeccompProfile = new SeccompProfileArgs { Type = "RuntimeDefault" },
    };

    public static SecurityContextArgs ContainerSecurity() => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        RunAsNonRoot = true,
        Capabilities = new CapabilitiesArgs { Drop = { "ALL" } },
    };

    public static TopologySpreadConstraintArgs Spread(InputMap<string> labels) => new()
    {
        MaxSkew = 1,
        TopologyKey = "kubernetes.io/hostname",
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new LabelSelectorArgs { MatchLabels = labels },
    };

    /// <summary>The variables that tell a pod who it is, and what else it has to know.</summary>
    public static EnvVarArgs[] Environment(params EnvVarArgs[] settings) =>
    [
        FieldVariable("POD_NAME", "metadata.name"),
        FieldVariable("POD_NAMESPACE", "metadata.namespace"),
        FieldVariable("POD_IP", "status.podIP"),
        .. settings,
    ];

    private static EnvVarArgs FieldVariable(string name, string field) => new()
    {
        Name = name,
        ValueFrom = new EnvVarSourceArgs { FieldRef = new ObjectFieldSelectorArgs { FieldPath = field } },
    };
}
