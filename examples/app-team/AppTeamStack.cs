using HttpbinTls.Certificates;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Apps.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;
using Config = Pulumi.Config;

namespace AppTeam;

/// <summary>
/// A shop on a gateway that another team owns: a route on the gateway's own listener, and a host with a certificate of the team's own.
/// The service lives in a namespace of its own, so the route needs a grant there, which the component makes.
/// </summary>
public sealed class AppTeamStack : Stack
{
    private const string Host = "shop.example.com";
    private const string Services = "shop-services";
    private const int ServicePort = 8000;
    private const int ContainerPort = 8080;

    public AppTeamStack()
    {
        var config = new Config();
        var platform = new StackReference(config.Require("platform"));
        var gateway = GatewayReference.FromStack(platform);
        var shop = Declare("shop", new() { { "gateway-access", config.Require("access") } });
        Httpbin(Declare(Services, []));

        var certificates = CertificateStore.Open(StateFolder.Find("certificates/app-team"), TimeProvider.System).For(Host);
        var https = new TlsListener("shop", new()
        {
            Namespace = shop,
            Gateway = gateway,
            Hostname = Host,
            Certificate = Certificate.FromPem(certificates.Certificate, Output.CreateSecret(certificates.PrivateKey)),
        });

        _ = new WebRoute("shop", new()
        {
            Namespace = "shop",
            Parents = { Parent.Gateway(gateway, "http"), https.Reference.Apply(reference => reference!) },
            Hostnames = { Host },
            Rules = { new() { Paths = { PathMatch.Prefix("/status") }, Backend = Backend.Service("httpbin", ServicePort, Services) } },
        }, new ComponentResourceOptions { DependsOn = { https } });

        var address = platform.RequireOutput("address").Apply(value => (string)value);
        CaPath = Output.Create(certificates.AuthorityPath);
        Try = Output.Format($"curl -H 'Host: {Host}' http://{address}/status/418\ncurl --cacert {certificates.AuthorityPath} --resolve {Host}:443:{address} https://{Host}/status/418");
    }

    /// <summary>The certificate of the authority that clients have to trust.</summary>
    [Output("caPath")]
    public Output<string> CaPath { get; private set; }

    /// <summary>Commands that reach the shop in clear text and by its certificate.</summary>
    [Output("try")]
    public Output<string> Try { get; private set; }

    private static Output<string> Declare(string name, InputMap<string> labels) =>
        new Namespace(name, new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = name, Labels = labels } }).Metadata.Apply(metadata => metadata.Name);

    private static void Httpbin(Output<string> ns)
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
        _ = new Service("httpbin", new ServiceArgs
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
