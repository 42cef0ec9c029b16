using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;

namespace Bookinfo;

/// <summary>A version of one of the bookshop's services, and the Services in front of them.</summary>
internal static class BookinfoService
{
    public const int Port = 9080;

    private const string Release = "1.20.3";

    /// <summary>A service of one version.</summary>
    public static Service Of(string name, Output<string> ns, EnvVarArgs? setting = null)
    {
        Deploy(name, ns, "v1", setting);
        return new Service(name, new ServiceArgs
        {
            Metadata = new ObjectMetaArgs { Name = name, Namespace = ns },
            Spec = new ServiceSpecArgs
            {
                Selector = new InputMap<string> { { "app", name } },
                Ports = { new ServicePortArgs { Name = "http", Port = Port, TargetPort = Port } },
            },
        });
    }

    /// <summary>A service of several versions, whose callers are routed: <c>NAME</c> for all, <c>NAME-VERSION</c> for each.</summary>
    public static MeshService Of(string name, Output<string> ns, string[] versions)
    {
        foreach (var version in versions)
        {
            Deploy(name, ns, version);
        }

        return new MeshService(name, new()
        {
            Namespace = ns,
            Selector = new InputMap<string> { { "app", name } },
            Ports = { new() { Name = "http", Port = Port } },
            Versions = [.. versions.Select(version => new MeshVersionArgs { Name = version })],
        });
    }

    private static void Deploy(string name, Output<string> ns, string version, EnvVarArgs? setting = null)
    {
        var container = new ContainerArgs
        {
            Name = name,
            Image = $"docker.io/istio/examples-bookinfo-{name}-{version}:{Release}",
            ImagePullPolicy = "IfNotPresent",
            Ports = { new ContainerPortArgs { ContainerPortValue = Port } },
            ReadinessProbe = new ProbeArgs
            {
                HttpGet = new HTTPGetActionArgs { Path = "/health", Port = Port },
                PeriodSeconds = 1,
                FailureThreshold = 30,
            },
        };
        if (setting is not null)
        {
            container.Env.Add(setting);
        }

        _ = new Pulumi.Kubernetes.Apps.V1.Deployment($"{name}-{version}", new DeploymentArgs
        {
            Metadata = new ObjectMetaArgs { Name = $"{name}-{version}", Namespace = ns, Labels = Labels(name, version) },
            Spec = new DeploymentSpecArgs
            {
                Replicas = 1,
                Selector = new LabelSelectorArgs { MatchLabels = Labels(name, version) },
                Template = new PodTemplateSpecArgs
                {
                    Metadata = new ObjectMetaArgs { Labels = Labels(name, version) },
                    Spec = new PodSpecArgs { Containers = { container } },
                },
            },
        });
    }

    private static InputMap<string> Labels(string name, string version) => new() { { "app", name }, { "version", version } };
}
