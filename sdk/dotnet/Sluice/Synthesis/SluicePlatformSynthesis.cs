using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Pulumi.Kubernetes.Types.Inputs.Policy.V1;
using Pulumi.Kubernetes.Types.Inputs.Rbac.V1;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>The platform's arguments become the objects of the controller and its classes.</summary>
internal static class SluicePlatformSynthesis
{
    private const int DefaultReplicas = 2;

    public static NamespaceArgs Namespace(Gate gate) => new()
    {
        Metadata = Meta(gate, PlatformNames.Namespace, null),
    };

    public static ServiceAccountArgs ServiceAccount(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, @namespace),
    };

    public static ClusterRoleArgs ClusterRole(Gate gate) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, null),
        Rules = ControlPermissions.Cluster(),
    };

    public static ClusterRoleBindingArgs ClusterRoleBinding(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, null),
        RoleRef = new RoleRefArgs { ApiGroup = Kinds.RbacGroup, Kind = "ClusterRole", Name = PlatformNames.Control },
        Subjects = { Controller(@namespace) },
    };

    public static RoleArgs Role(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, @namespace),
        Rules = ControlPermissions.Home(),
    };

    public static RoleBindingArgs RoleBinding(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, @namespace),
        RoleRef = new RoleRefArgs { ApiGroup = Kinds.RbacGroup, Kind = "Role", Name = PlatformNames.Control },
        Subjects = { Controller(@namespace) },
    };

    public static DeploymentArgs Deployment(Gate gate, Input<string> @namespace, SluicePlatformArgs args)
    {
        var image = args.Image ?? DefaultImage;
        return new DeploymentArgs
        {
            Metadata = Meta(gate, PlatformNames.Control, @namespace),
            Spec = new DeploymentSpecArgs
            {
                Replicas = args.Replicas ?? DefaultReplicas,
                Selector = new Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs { MatchLabels = Selector() },
                Template = new PodTemplateSpecArgs
                {
                    Metadata = new ObjectMetaArgs { Labels = Labels() },
                    Spec = ControlPod.Spec(image, args.ImagePullPolicy, Selector()),
                },
            },
        };
    }

    public static ServiceArgs Service(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, @namespace),
        Spec = new ServiceSpecArgs
        {
            Selector = Selector(),
            Ports =
            {
                new ServicePortArgs { Name = "stream", Port = PlatformNames.StreamPort, TargetPort = PlatformNames.StreamPort, Protocol = "TCP" },
                new ServicePortArgs { Name = "metrics", Port = PlatformNames.HealthPort, TargetPort = PlatformNames.HealthPort, Protocol = "TCP" },
            },
        },
    };

    public static PodDisruptionBudgetArgs DisruptionBudget(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = Meta(gate, PlatformNames.Control, @namespace),
        Spec = new PodDisruptionBudgetSpecArgs
        {
            MaxUnavailable = 1,
            Selector = new Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs { MatchLabels = Selector() },
        },
    };

    public static ServiceAccountArgs MeshServiceAccount(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = MeshMeta(gate, @namespace),
        AutomountServiceAccountToken = false,
    };

    public static ClusterRoleArgs MeshClusterRole(Gate gate) => new()
    {
        Metadata = MeshMeta(gate, null),
        Rules = ControlPermissions.Mesh(),
    };

    /// <summary>What capture needs is the controller's to do; the proxies themselves may do nothing.</summary>
    public static ClusterRoleBindingArgs MeshClusterRoleBinding(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = MeshMeta(gate, null),
        RoleRef = new RoleRefArgs { ApiGroup = Kinds.RbacGroup, Kind = "ClusterRole", Name = PlatformNames.Mesh },
        Subjects = { Controller(@namespace) },
    };

    public static DeploymentArgs MeshDeployment(Gate gate, Input<string> @namespace, SluicePlatformArgs args) => new()
    {
        Metadata = MeshMeta(gate, @namespace),
        Spec = new DeploymentSpecArgs
        {
            Replicas = args.MeshReplicas ?? DefaultReplicas,
            Selector = new Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs { MatchLabels = Selector(PlatformNames.Mesh) },
            Strategy = new DeploymentStrategyArgs
            {
                Type = "RollingUpdate",
                RollingUpdate = new RollingUpdateDeploymentArgs { MaxUnavailable = 0, MaxSurge = 1 },
            },
            Template = new PodTemplateSpecArgs
            {
                Metadata = new ObjectMetaArgs { Labels = Labels(PlatformNames.Mesh) },
                Spec = MeshPod.Spec(args.Image ?? DefaultImage, args.ImagePullPolicy, Selector(PlatformNames.Mesh)),
            },
        },
    };

    /// <summary>Nobody calls it: it tells the controller which mesh proxies are ready, and that the mesh is on.</summary>
    public static ServiceArgs MeshService(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = MeshMeta(gate, @namespace),
        Spec = new ServiceSpecArgs
        {
            ClusterIP = "None",
            // Captured Services need mesh proxies of every family that they have.
            IpFamilyPolicy = "PreferDualStack",
            Selector = Selector(PlatformNames.Mesh),
            Ports = { new ServicePortArgs { Name = "metrics", Port = PlatformNames.ProxyHealthPort, TargetPort = PlatformNames.ProxyHealthPort, Protocol = "TCP" } },
        },
    };

    public static PodDisruptionBudgetArgs MeshDisruptionBudget(Gate gate, Input<string> @namespace) => new()
    {
        Metadata = MeshMeta(gate, @namespace),
        Spec = new PodDisruptionBudgetSpecArgs
        {
            MaxUnavailable = 1,
            Selector = new Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs { MatchLabels = Selector(PlatformNames.Mesh) },
        },
    };

    public static GatewayClassArgs Class(Gate gate, string name, string description, bool? skipAwait) => new()
    {
        Metadata = Meta(gate, name, null).WaitingFor(Waits.Accepted, skipAwait),
        Spec = new GatewayClassSpecArgs { ControllerName = PlatformNames.ControllerName, Description = description },
    };

    private static ObjectMetaArgs Meta(Gate gate, string name, Input<string>? @namespace) => Metadata.Of(gate, name, @namespace, Labels());

    private static ObjectMetaArgs MeshMeta(Gate gate, Input<string>? @namespace) => Metadata.Of(gate, PlatformNames.Mesh, @namespace, Labels(PlatformNames.Mesh));

    private static string DefaultImage => $"{PlatformNames.ImageRepository}:{PackageVersion.Text}";

    private static InputMap<string> Selector(string name = PlatformNames.Control) => new() { { "app.kubernetes.io/name", name } };

    private static InputMap<string> Labels(string name = PlatformNames.Control) => new()
    {
        { "app.kubernetes.io/name", name },
        { "app.kubernetes.io/part-of", "sluice" },
    };

    private static SubjectArgs Controller(Input<string> @namespace) => new()
    {
        Kind = "ServiceAccount",
        Name = PlatformNames.Control,
        Namespace = @namespace,
    };
}
