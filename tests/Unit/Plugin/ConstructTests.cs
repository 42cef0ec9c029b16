using Grpc.Core;
using Pulumi.Tests.Wire;
using Pulumirpc;

namespace Sluice.Plugin.Tests;

/// <summary>The plugin's process, asked to construct components as an engine asks it.</summary>
public sealed class ConstructTests
{
    private const string Stack = "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev";

    [Fact]
    public async Task SharedGateway_WithOnlyWhatIsRequired_IsAGateway()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = EchoSpec;

        var response = await ConstructAsync(engine, "SharedGateway", "edge", """{"listeners":[{"name":"http","protocol":"HTTP","port":80}]}""");

        Assert.Equal("urn:pulumi:dev::app::sluice:index:SharedGateway::edge", response.Urn);
        var gateway = Assert.Single(engine.Registrations, request => request.Type == "kubernetes:gateway.networking.k8s.io/v1:Gateway");
        Assert.Equal(response.Urn, gateway.Parent);
        Wired.AssertJson("""[{"name":"http","protocol":"HTTP","port":80,"allowedRoutes":{"namespaces":{"from":"Same"}}}]""", WithAllowedRoutes(gateway));
        Assert.Contains("reference", response.State.Fields.Keys);
    }

    [Fact]
    public async Task CanaryRoute_InAPreviewWithAnUnknownWeight_ShowsItsRoute()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);

        var response = await ConstructAsync(engine, "CanaryRoute", "reviews", $$"""
            {
              "parent": { "name": "edge" },
              "stable": { "name": "reviews-v1", "port": 9080 },
              "canary": { "name": "reviews-v3", "port": 9080 },
              "canaryWeight": "{{Wired.Unknown}}"
            }
            """);

        Assert.Equal("urn:pulumi:dev::app::sluice:index:CanaryRoute::reviews", response.Urn);
        Assert.Contains(engine.Registrations, request => request.Type == "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute");
    }

    [Fact]
    public async Task WrongArguments_FailWithAllOfThem()
    {
        await using var engine = await FakeEngine.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => ConstructAsync(
            engine, "SharedGateway", "edge", """{"listeners":[{"name":"http","protocol":"HTTP","port":0},{"name":"https","protocol":"HTTP","port":80,"hostname":"foo..bar"}]}"""));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("port", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("foo..bar", failure.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<ConstructResponse> ConstructAsync(FakeEngine engine, string component, string name, string inputs)
    {
        using var plugin = await PluginProcess.StartAsync(engine, Path.Combine(AppContext.BaseDirectory, "pulumi-resource-sluice.dll"));
        return await plugin.Client.ConstructAsync(new ConstructRequest
        {
            Project = "app",
            Stack = "dev",
            Organization = "acme",
            MonitorEndpoint = engine.Address,
            DryRun = engine.DryRun,
            Type = $"sluice:index:{component}",
            Name = name,
            Parent = Stack,
            Inputs = Wired.Struct(inputs),
        });
    }

    // The provider would answer with the object as it is in the cluster.
    private static Task EchoSpec(RegisterResourceRequest request, RegisterResourceResponse response)
    {
        response.Object = request.Object;
        return Task.CompletedTask;
    }

    // Whether the default of a listener's routes is written out is the component's business, not the plugin's.
    private static Google.Protobuf.WellKnownTypes.Value WithAllowedRoutes(RegisterResourceRequest gateway)
    {
        var listeners = gateway.Object.Fields["spec"].StructValue.Fields["listeners"];
        foreach (var listener in listeners.ListValue.Values)
        {
            listener.StructValue.Fields["allowedRoutes"] = Wired.Struct("""{"v":{"namespaces":{"from":"Same"}}}""").Fields["v"];
        }

        return listeners;
    }
}
