using System.Reflection;
using Pulumi;

namespace Sluice.Tests.Kubernetes;

/// <summary>The Kubernetes classes programs use: every kind with its token, arguments and version, from either package.</summary>
public sealed class PackageShapes
{
    [Theory]
    [InlineData("Core.V1.Namespace", "kubernetes:core/v1:Namespace")]
    [InlineData("Core.V1.Service", "kubernetes:core/v1:Service")]
    [InlineData("Core.V1.ServiceAccount", "kubernetes:core/v1:ServiceAccount")]
    [InlineData("Core.V1.Secret", "kubernetes:core/v1:Secret")]
    [InlineData("Core.V1.ConfigMap", "kubernetes:core/v1:ConfigMap")]
    [InlineData("Core.V1.Pod", "kubernetes:core/v1:Pod")]
    [InlineData("Apps.V1.Deployment", "kubernetes:apps/v1:Deployment")]
    [InlineData("Apps.V1.DaemonSet", "kubernetes:apps/v1:DaemonSet")]
    [InlineData("Apps.V1.StatefulSet", "kubernetes:apps/v1:StatefulSet")]
    [InlineData("Batch.V1.Job", "kubernetes:batch/v1:Job")]
    [InlineData("Rbac.V1.Role", "kubernetes:rbac.authorization.k8s.io/v1:Role")]
    [InlineData("Rbac.V1.ClusterRoleBinding", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding")]
    [InlineData("Autoscaling.V2.HorizontalPodAutoscaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler")]
    [InlineData("Policy.V1.PodDisruptionBudget", "kubernetes:policy/v1:PodDisruptionBudget")]
    [InlineData("Coordination.V1.Lease", "kubernetes:coordination.k8s.io/v1:Lease")]
    [InlineData("Discovery.V1.EndpointSlice", "kubernetes:discovery.k8s.io/v1:EndpointSlice")]
    public void Kind_HasItsTokenArgumentsAndLookup(string name, string token)
    {
        var type = typeof(Pulumi.Kubernetes.Provider).Assembly.GetType($"Pulumi.Kubernetes.{name}", throwOnError: true)!;
        var attribute = type.GetCustomAttributes<ResourceTypeAttribute>().Single();
        var constructor = Assert.Single(type.GetConstructors());

        Assert.Equal((token, "4.32.0"), (attribute.Type, attribute.Version));
        Assert.Equal(
            ["name", "args", "options"],
            constructor.GetParameters().Select(parameter => parameter.Name));
        Assert.Equal($"Pulumi.Kubernetes.Types.Inputs.{name}Args", constructor.GetParameters()[1].ParameterType.FullName);
        Assert.NotNull(type.GetMethod("Get", [typeof(string), typeof(Input<string>), typeof(CustomResourceOptions)]));
    }

    [Fact]
    public void SharedTypes_BelongToTheGroupThatOwnsThem()
    {
        Assert.NotNull(typeof(Pulumi.Kubernetes.Types.Inputs.Core.V1.PodTemplateSpecArgs).GetProperty("Spec"));
        Assert.NotNull(typeof(Pulumi.Kubernetes.Types.Inputs.Meta.V1.LabelSelectorArgs).GetProperty("MatchLabels"));
        Assert.Equal(typeof(Input<int>), typeof(Pulumi.Kubernetes.Types.Inputs.Core.V1.ContainerPortArgs).GetProperty("ContainerPortValue")!.PropertyType);
        Assert.Equal(typeof(InputUnion<int, string>), typeof(Pulumi.Kubernetes.Types.Inputs.Core.V1.ServicePortArgs).GetProperty("TargetPort")!.PropertyType);
        Assert.Equal(typeof(InputMap<string>), typeof(Pulumi.Kubernetes.Types.Inputs.Core.V1.ResourceRequirementsArgs).GetProperty("Limits")!.PropertyType);
    }

    [Fact]
    public void GatewayApi_EveryKindOfTheModel_IsAResourceOfTheSameProvider()
    {
        var resources = typeof(SharedGateway).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CustomResource)))
            .Select(type => type.GetCustomAttributes<ResourceTypeAttribute>().Single())
            .ToList();

        var kinds = Sluice.GatewayApi.KnownKinds.GatewayApi.Select(known => $"kubernetes:{known.ApiVersion(known.Kind.Versions[0])}:{known.Kind.Kind}");
        Assert.Equal(kinds.Order(StringComparer.Ordinal), resources.Select(attribute => attribute.Type).Order(StringComparer.Ordinal));
        Assert.All(resources, attribute => Assert.Equal("4.32.0", attribute.Version));
        Assert.Contains("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", resources.Select(attribute => attribute.Type));
    }
}
