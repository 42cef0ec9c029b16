namespace Pulumi.Tests.Wire;

/// <summary>What a resource is said to depend on, and which provider it is given.</summary>
public sealed class DependencyTests
{
    private const string First = "urn:pulumi:dev::app::test:index:Thing::first";
    private const string Second = "urn:pulumi:dev::app::test:index:Thing::second";
    private const string PairChild = "urn:pulumi:dev::app::test:index:Pair$test:index:Thing::pair-child";
    private const string Provider = "urn:pulumi:dev::app::pulumi:providers:test::special::special-id";

    [Fact]
    public async Task Outputs_UsedAsInputs_AreDependenciesOfTheirProperty()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("dependencies");

        var request = engine.Registration("user");
        Assert.Equal([First, Second], request.Dependencies.Order(StringComparer.Ordinal));
        Assert.Equal([First], request.PropertyDependencies["text"].Urns);
        Assert.Equal([Second], request.PropertyDependencies["list"].Urns);
        Assert.Equal([First], engine.Registration("holder").PropertyDependencies["other"].Urns);
    }

    [Fact]
    public async Task DependsOn_AComponent_IsDependingOnItsChildren()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.RunAsync("dependencies");

        Assert.Equal([PairChild, First], engine.Registration("after").Dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Providers_AreInheritedFromTheParent()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("providers");

        Assert.Equal("pulumi:providers:test", engine.Registration("special").Type);
        Assert.Equal(Provider, engine.Registration("direct").Provider);
        Assert.Equal(Provider, engine.Registration("below").Provider);
        Assert.Equal(Provider, engine.Registration("outer-child").Provider);
        Assert.Equal("", engine.Registration("free").Provider);
        Assert.Equal("", engine.Registration("outer").Provider);
        Assert.Empty(engine.Registration("outer").Providers);
        Assert.Equal(Provider, engine.Registration("remote").Providers["test"]);
        Assert.True(engine.Registration("below").Protect);
    }

    [Fact]
    public async Task RemoteComponent_GetsOutputValuesWithTheirDependencies()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);
        engine.OnRegister = (request, response) =>
        {
            if (request.Remote)
            {
                response.Object = Wired.Struct("""{"address":"10.0.0.1"}""");
                response.PropertyDependencies["address"] = new() { Urns = { "urn:pulumi:dev::app::test:index:Thing::hidden" } };
            }

            return Task.CompletedTask;
        };

        await engine.SucceedAsync("remote");

        var thing = FakeEngine.Urn("", "test:index:Thing", "thing");
        var request = engine.Registration("remote");
        Assert.True(request.Remote);
        Assert.False(request.Custom);
        Wired.AssertJson(
            $$"""{"{{Wired.SignatureKey}}":"d0e6a833031e9bbcd3f4e8bde6ca49a4","secret":true,"dependencies":["{{thing}}"]}""",
            request.Object.Fields["text"]);
        Wired.AssertJson("""["plain"]""", request.Object.Fields["list"]);
        Wired.AssertJson("\"10.0.0.1\"", engine.StackOutputs.Fields["address"]);
        Assert.Contains("urn:pulumi:dev::app::test:index:Thing::hidden", engine.Registration("user").PropertyDependencies["text"].Urns);
    }
}
