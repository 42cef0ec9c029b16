using HttpbinTls.Certificates;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;

namespace HttpbinTls;

/// <summary>
/// httpbin behind HTTPS. The gateway and its certificate live in a namespace of their own; only routes of httpbin's namespace attach.
/// </summary>
public sealed class HttpbinTlsStack : Stack
{
    private const string Host = "httpbin.example.com";
    private const string AppNamespace = "httpbin";
    private const string GatewayNamespace = "httpbin-ingress";
    private const int TlsPort = 443;
    private const int ServicePort = 8000;
    private const int ContainerPort = 8080;

    public HttpbinTlsStack()
    {
        var certificates = CertificateStore.Open(StateFolder.Find("certificates/httpbin-tls"), TimeProvider.System).For(Host);
        var app = Declare(AppNamespace);
        var ingress = Declare(GatewayNamespace);
        var httpbin = Httpbin(app);

        var https = new TlsListener("https", new()
        {
            Namespace = ingress,
            Hostname = Host,
            Port = TlsPort,
            Certificate = Certificate.FromPem(certificates.Certificate, Output.CreateSecret(certificates.PrivateKey)),
            Routes = AllowRoutes.FromNamespace(AppNamespace),
        });

        var gateway = new SharedGateway("httpbin-gateway", new()
        {
            Namespace = ingress,
            Listeners = { https },
        });

        _ = new WebRoute("httpbin", new()
        {
            Namespace = app,
            Parent = gateway.Reference,
            Hostnames = { Host },
            Rules =
            {
                new()
                {
                    Paths = { PathMatch.Prefix("/status"), PathMatch.Prefix("/delay") },
                    Backend = Backend.Service(httpbin, ServicePort),
                },
            },
        });

        Address = gateway.Address;
        CaPath = Output.Create(certificates.AuthorityPath);
        Url = Output.Create($"https://{Host}:{TlsPort}/status/418");
        Try = Output.Format($"curl --cacert {certificates.AuthorityPath} --resolve {Host}:{TlsPort}:{gateway.Address} https://{Host}:{TlsPort}/status/418");
    }

    /// <summary>Where the gateway listens.</summary>
    [Output("address")]
    public Output<string?> Address { get; private set; }

    /// <summary>The certificate of the authority that clients have to trust.</summary>
    [Output("caPath")]
    public Output<string> CaPath { get; private set; }

    /// <summary>The teapot.</summary>
    [Output("url")]
    public Output<string> Url { get; private set; }

    /// <summary>A command that shows it.</summary>
    [Output("try")]
    public Output<string> Try { get; private set; }

    private static Output<string> Declare(string ns) =>
        new Namespace(ns, new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = ns } }).Metadata.Apply(metadata => metadata.Name);

    private static Service Httpbin(Output<string> ns)
    {
        InputMap<string> Labels() => new() { { "app", "httpbin" } };
        _ = new Pulumi.Kubernetes.Apps.V1.Deployment("httpbin", new DeploymentArgs
        {
            Metadata = new ObjectMetaArgs { Name = "httpbin", Namespace = ns },
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
                                Name = "httpbin",
                                Image = "docker.io/mccutchen/go-httpbin:v2.15.0",
                                ImagePullPolicy = "IfNotPresent",
                                Ports = { new ContainerPortArgs { ContainerPortValue = ContainerPort } },
                                ReadinessProbe = new ProbeArgs
                                {
                                    HttpGet = new HTTPGetActionArgs { Path = "/get", Port = ContainerPort },
                                    PeriodSeconds = 1,
                                    FailureThreshold = 30,
                                },
                            },
                        },
                    },
                },
            },
        });
        return new Service("httpbin", new ServiceArgs
        {
            Metadata = new ObjectMetaArgs { Name = "httpbin", Namespace = ns },
            Spec = new ServiceSpecArgs
            {
                Selector = Labels(),
                Ports = { new ServicePortArgs { Name = "http", Port = ServicePort, TargetPort = ContainerPort } },
            },
        });
    }
}
