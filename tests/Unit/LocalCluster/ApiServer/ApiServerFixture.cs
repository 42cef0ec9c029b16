using System.Net;
using System.Text;
using k8s;
using Sluice.LocalCluster.ApiServer;
using Sluice.LocalCluster.ApiServer.Allocation;

namespace Sluice.LocalCluster.Tests.ApiServer;

/// <summary>A running API server on a free port, and clients of it.</summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    public ApiServerHost Host { get; private set; } = null!;

    public Kubernetes Client { get; private set; } = null!;

    public static ApiServerOptions Options { get; } = new()
    {
        Address = IPAddress.Parse("127.51.0.1"),
        Port = 0,
        ServiceAddresses = AddressBlock.Parse("127.51.16.0/20"),
    };

    public async Task InitializeAsync()
    {
        Host = await ApiServerHost.StartAsync(Options);
        Client = CreateClient(Host);
    }

    public static Kubernetes CreateClient(ApiServerHost host)
    {
        using var config = new MemoryStream(Encoding.UTF8.GetBytes(host.Admin.ToKubeconfig()));
        return new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(config));
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
