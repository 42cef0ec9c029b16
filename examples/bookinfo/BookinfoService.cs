using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Bookinfo;

/// <summary>One of the bookshop's services: a Deployment per version, a Service for all of them, and one per version where there are several.</summary>
internal sealed class BookinfoService
{
    public const int Port = 9080;

    private const string Release = "1.20.3";

    public BookinfoService(string name, Output<string> ns, params string[] versions)
    {
        foreach (var version in versions)
        {
            Deploy(name, ns, version);
        }

        Front = Expose(name, ns, Labels(name, version: null));
        Versions = versions.Length == 1
            ? new Dictionary<string, Service> { [versions[0]] = Front }
            : versions.ToDictionary(version => version, version => Expose($"{name}-{version}", ns, Labels(name, version)));
    }

    /// <summary>Reaches every version.</summary>
    public Service Front { get; }

    /// <summary>Reaches one version each.</summary>
    public IReadOnlyDictionary<string, Service> Versions { get; }

    private static void Deploy(string name, Output<string> ns, string version)
    {
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
                    Spec = new PodSpecArgs
                    {
                        Containers =
                        {
                            new ContainerArgs
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
                            },
                        },
                    },
                },
            },
        });
    }

    private static Service Expose(string name, Output<string> ns, InputMap<string> selector) => new(name, new ServiceArgs
    {
        Metadata = new ObjectMetaArgs { Name = name, Namespace = ns },
        Spec = new ServiceSpecArgs
        {
            Selector = selector,
            Ports = { new ServicePortArgs { Name = "http", Port = Port, TargetPort = Port } },
        },
    });

    private static InputMap<string> Labels(string name, string? version)
    {
        var labels = new InputMap<string> { { "app", name } };
        if (version is not null)
        {
            labels.Add("version", version);
        }

        return labels;
    }
}
