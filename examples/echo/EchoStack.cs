using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;

namespace Echo;

/// <summary>Two versions of an echo server: of TCP connections to port 31400 the second gets 20 percent, of UDP clients of port 31401 half.</summary>
public sealed class EchoStack : Stack
{
    private const int TcpPort = 31400;
    private const int UdpPort = 31401;
    private const int ServerPort = 9000;

    public EchoStack()
    {
        var ns = new Namespace("echo", new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = "echo" } }).Metadata.Apply(metadata => metadata.Name);
        var (first, second) = (Server("echo-v1", "one", ns), Server("echo-v2", "two", ns));
        var gateway = new SharedGateway("echo-gateway", new()
        {
            Namespace = ns,
            Listeners = { Listener.Tcp("tcp", TcpPort), Listener.Udp("udp", UdpPort) },
        });

        _ = new TcpSplit("echo", new()
        {
            Parent = Parent.Gateway(gateway.Reference, "tcp"),
            Backends = { Backend.Service(first, ServerPort, weight: 80), Backend.Service(second, ServerPort, weight: 20) },
        });

        _ = new UdpForward("echo", new()
        {
            Parent = Parent.Gateway(gateway.Reference, "udp"),
            Backends = { Backend.Service(first, ServerPort, weight: 1), Backend.Service(second, ServerPort, weight: 1) },
        });

        Address = gateway.Address;
        Try = Output.Format($"(echo hello; sleep 1) | nc {gateway.Address} {TcpPort}\necho hello | nc -u -w1 {gateway.Address} {UdpPort}");
    }

    /// <summary>Where the gateway listens.</summary>
    [Output("address")]
    public Output<string?> Address { get; private set; }

    /// <summary>Commands that send a line and print it with the version that answers.</summary>
    [Output("try")]
    public Output<string> Try { get; private set; }

    private static Service Server(string name, string prefix, Output<string> ns)
    {
        InputMap<string> Labels() => new() { { "app", name } };
        _ = new Pulumi.Kubernetes.Apps.V1.Deployment(name, new DeploymentArgs
        {
            Metadata = new ObjectMetaArgs { Name = name, Namespace = ns },
            Spec = new DeploymentSpecArgs
            {
                Replicas = 1,
                Selector = new LabelSelectorArgs { MatchLabels = Labels() },
                Template = new PodTemplateSpecArgs
                {
                    Metadata = new ObjectMetaArgs { Labels = Labels() },
                    Spec = new PodSpecArgs
                    {
                        Containers =
                        {
                            new ContainerArgs
                            {
                                Name = "echo",
                                Image = "ghcr.io/sluice-dev/echo:1.0",
                                Args = { $"{ServerPort}", prefix },
                                Ports =
                                {
                                    new ContainerPortArgs { Name = "tcp", ContainerPortValue = ServerPort, Protocol = "TCP" },
                                    new ContainerPortArgs { Name = "udp", ContainerPortValue = ServerPort, Protocol = "UDP" },
                                },
                                ReadinessProbe = new ProbeArgs { TcpSocket = new TCPSocketActionArgs { Port = ServerPort }, PeriodSeconds = 1, FailureThreshold = 30 },
                            },
                        },
                    },
                },
            },
        });
        return new Service(name, new ServiceArgs
        {
            Metadata = new ObjectMetaArgs { Name = name, Namespace = ns },
            Spec = new ServiceSpecArgs
            {
                Selector = Labels(),
                Ports =
                {
                    new ServicePortArgs { Name = "tcp", Port = ServerPort, Protocol = "TCP" },
                    new ServicePortArgs { Name = "udp", Port = ServerPort, Protocol = "UDP" },
                },
            },
        });
    }
}
