using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Policy.V1;
using Pulumi.Kubernetes.Rbac.V1;
using Pulumi.Kubernetes.Types.Inputs.Yaml.V2;
using Pulumi.Kubernetes.Yaml.V2;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;
using Deployment = Pulumi.Kubernetes.Apps.V1.Deployment;

namespace Sluice;

/// <summary>
/// Sluice itself in a cluster: the controller with its permissions and the two GatewayClasses. One per cluster, in a stack of its own that
/// the stacks of gateways and routes build on.
/// </summary>
/// <example>
/// <code>
/// _ = new SluicePlatform("sluice", new() { Crds = "standard" });
/// </code>
/// </example>
public sealed class SluicePlatform : ComponentResource
{
    /// <summary>Declares the platform.</summary>
    /// <param name="name">Name of the component; its objects have names of their own, see <see cref="PlatformNames"/>.</param>
    /// <param name="args">Image, replicas and definitions.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public SluicePlatform(string name, SluicePlatformArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.SluicePlatform, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(SluicePlatform), name, SluicePlatformChecks.Check(args));
        var @namespace = new Namespace(PlatformNames.Namespace, SluicePlatformSynthesis.Namespace(gate), Children.Options(this));
        Namespace = @namespace.Metadata.Apply(metadata => metadata.Name);
        var controller = DeclareController(gate, args, DeclarePermissions(gate));
        if (args.Mesh == true)
        {
            DeclareMesh(gate, args, controller);
        }

        // A class is ready once the controller has accepted it.
        Resource[] before = DeclareDefinitions(args) is { } definitions ? [controller, definitions] : [controller];
        ClassName = DeclareClass(gate, args, PlatformNames.ManagedClass, "Gateways whose proxies Sluice runs.", before);
        UnmanagedClassName = DeclareClass(gate, args, PlatformNames.UnmanagedClass, "Gateways whose proxies somebody else runs.", before);
        RegisterOutputs();
    }

    /// <summary>The platform's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }

    /// <summary>The class whose gateways get their proxies by themselves.</summary>
    [Output("className")]
    public Output<string> ClassName { get; }

    /// <summary>The class whose gateways are served by proxies somebody else runs.</summary>
    [Output("unmanagedClassName")]
    public Output<string> UnmanagedClassName { get; }

    private Resource[] DeclarePermissions(Gate gate) =>
    [
        new ServiceAccount(PlatformNames.Control, SluicePlatformSynthesis.ServiceAccount(gate, Namespace), Children.Options(this)),
        new ClusterRole(PlatformNames.Control, SluicePlatformSynthesis.ClusterRole(gate), Children.Options(this)),
        new ClusterRoleBinding(PlatformNames.Control, SluicePlatformSynthesis.ClusterRoleBinding(gate, Namespace), Children.Options(this)),
        new Role(PlatformNames.Control, SluicePlatformSynthesis.Role(gate, Namespace), Children.Options(this)),
        new RoleBinding(PlatformNames.Control, SluicePlatformSynthesis.RoleBinding(gate, Namespace), Children.Options(this)),
    ];

    private Deployment DeclareController(Gate gate, SluicePlatformArgs args, Resource[] permissions)
    {
        // The controller exits when it may not read what it needs, so its permissions come first.
        var options = Children.Options(this);
        options.DependsOn = permissions;
        var deployment = new Deployment(PlatformNames.Control, SluicePlatformSynthesis.Deployment(gate, Namespace, args), options);
        _ = new Service(PlatformNames.Control, SluicePlatformSynthesis.Service(gate, Namespace), Children.Options(this));
        _ = new PodDisruptionBudget(PlatformNames.Control, SluicePlatformSynthesis.DisruptionBudget(gate, Namespace), Children.Options(this));
        return deployment;
    }

    private void DeclareMesh(Gate gate, SluicePlatformArgs args, Deployment controller)
    {
        var account = new ServiceAccount(PlatformNames.Mesh, SluicePlatformSynthesis.MeshServiceAccount(gate, Namespace), Children.Options(this));
        var role = new ClusterRole(PlatformNames.Mesh, SluicePlatformSynthesis.MeshClusterRole(gate), Children.Options(this));
        var binding = new ClusterRoleBinding(PlatformNames.Mesh, SluicePlatformSynthesis.MeshClusterRoleBinding(gate, Namespace), Children.Options(this));
        var proxyOptions = Children.Options(this);
        proxyOptions.DependsOn = account;
        var proxies = new Deployment(PlatformNames.Mesh, SluicePlatformSynthesis.MeshDeployment(gate, Namespace, args), proxyOptions);
        _ = new PodDisruptionBudget(PlatformNames.Mesh, SluicePlatformSynthesis.MeshDisruptionBudget(gate, Namespace), Children.Options(this));

        // The Service switches the mesh on. The controller lets go of it once it has released every Service, so that on the way out, in the
        // reverse order, proxies and permissions are still there while traffic goes back.
        var switchOptions = Children.Options(this);
        switchOptions.DependsOn = new Resource[] { controller, proxies, role, binding };
        _ = new Service(PlatformNames.Mesh, SluicePlatformSynthesis.MeshService(gate, Namespace), switchOptions);
    }

    private ConfigFile? DeclareDefinitions(SluicePlatformArgs args) => args.Crds is null or GatewayApiRelease.None
        ? null
        : new ConfigFile("gateway-api", new ConfigFileArgs { File = GatewayApiRelease.ManifestUrl(args.Crds) }, new ComponentResourceOptions { Parent = this });

    private Output<string> DeclareClass(Gate gate, SluicePlatformArgs args, string name, string description, Resource[] before)
    {
        var options = Children.Options(this);
        options.DependsOn = before;
        var declared = new GatewayClass(name, SluicePlatformSynthesis.Class(gate, name, description, args.SkipAwait), options);
        return declared.Metadata.Apply(metadata => metadata.Name);
    }
}
