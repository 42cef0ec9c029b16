using Pulumi;
using Sluice.Testing;

namespace Sluice.Tests.Snapshots;

/// <summary>What gateways and listeners become, object by object.</summary>
public sealed class GatewaySnapshots
{
    [Fact]
    public Task SharedGateway_WithOneListener_IsOneGateway() => VerifyObjects(() =>
        _ = new SharedGateway("bookinfo-gateway", new() { Namespace = "bookinfo", Listeners = { Listener.Http("http", 80) } }));

    [Fact]
    public Task SharedGateway_WithEverything_SaysEverything() => VerifyObjects(() => _ = new SharedGateway("edge", new SharedGatewayArgs
    {
        Namespace = "infra",
        ClassName = "sluice",
        Listeners =
        {
            Listener.Http("http", 8080, AllowRoutes.FromAllNamespaces(), "*.example.com"),
            Listener.Https("https", 8443, new() { Name = "shop-tls", Namespace = "certificates" }, AllowRoutes.FromNamespacesWith(new InputMap<string> { { "team", "shop" } })),
            Listener.TlsPassthrough("db", 5432, hostname: "db.example.com"),
            Listener.Tcp("mqtt", 1883),
            Listener.Udp("dns", 53, new() { Kinds = { "UDPRoute" } }),
        },
        Addresses = { new() { Value = "192.0.2.10" } },
        Labels = new InputMap<string> { { "team", "platform" } },
        Annotations = new InputMap<string> { { "note", "shared" } },
        InfrastructureLabels = new InputMap<string> { { "cost", "edge" } },
        InfrastructureAnnotations = new InputMap<string> { { "owner", "platform" } },
        Parameters = new() { Group = "", Kind = "ConfigMap", Name = "edge-settings" },
        ServiceType = "NodePort",
        ExternalTrafficPolicy = "Local",
        Autoscaling = new() { MinReplicas = 2, MaxReplicas = 10 },
        ListenerSetsFrom = "All",
        SkipAwait = true,
    }.Transform(gateway => gateway.Metadata = gateway.Metadata!.Apply(metadata => { metadata.Labels.Add("transformed", "yes"); return metadata; }))));

    [Fact]
    public Task TlsListener_FromPem_IsASecretAndAListener() => VerifyObjects(() =>
    {
        var https = new TlsListener("https", new()
        {
            Namespace = "shop",
            Hostname = "shop.example.com",
            Certificate = Certificate.FromPem(Pems.Certificate, Pems.Key),
            RedirectHttpPort = 80,
            ClientValidation = new() { CaConfigMaps = { "clients" } },
        });
        _ = new SharedGateway("shop", new() { Namespace = "shop", Listeners = { https } });
    });

    [Fact]
    public Task TlsListener_BesideTheCertificateOfAnotherNamespace_IsGranted() => VerifyObjects(() =>
    {
        var https = new TlsListener("https", new()
        {
            Namespace = "certificates",
            GatewayNamespace = "infra",
            Hostname = "*.example.com",
            Certificate = Certificate.FromPem(Pems.Certificate, Pems.Key),
        });
        _ = new SharedGateway("edge", new() { Namespace = "infra", Listeners = { https } });
    });

    [Fact]
    public Task TlsListener_ForTheGatewayOfAnotherStack_IsAListenerSet() => VerifyObjects(() => _ = new TlsListener("shop", new()
    {
        Namespace = "shop",
        Gateway = new GatewayReference("Gateway", "edge", "infra"),
        Hostname = "shop.example.com",
        Port = 8443,
        Certificate = Certificate.FromSecret("shop-tls", "certificates"),
        RedirectHttpPort = 8080,
    }));

    [Fact]
    public Task TlsListener_FromIssuer_AsksCertManager() => VerifyObjects(() => _ = new TlsListener("shop", new()
    {
        Namespace = "shop",
        Gateway = new GatewayReference("Gateway", "edge", "infra"),
        Hostname = "shop.example.com",
        Certificate = Certificate.FromIssuer("letsencrypt", "ClusterIssuer"),
    }));

    [Fact]
    public Task SluicePlatform_IsTheControllerAndItsClasses() => VerifyObjects(() => _ = new SluicePlatform("sluice", new()));

    [Fact]
    public Task SluicePlatform_WithAMesh_HasItsProxiesAndPermissions() => VerifyObjects(() => _ = new SluicePlatform("sluice", new() { Mesh = true, MeshReplicas = 3 }));

    private static async Task VerifyObjects(Action program)
    {
        var manifests = await Manifests.FromProgramAsync(program);
        Assert.Empty(manifests.Problems());
        await Verify(manifests.ToString(), "yaml");
    }
}
