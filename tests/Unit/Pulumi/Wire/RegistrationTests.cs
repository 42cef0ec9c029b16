using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>The order and the fixed parts of what a program sends.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task Stack_SendsParentsBeforeChildrenAndOutputsLast()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("stack");

        Assert.Equal(0, exit.Code);
        Assert.Equal(["app-dev", "pair", "pair-child"], engine.Registrations.Select(request => request.Name));
        Assert.Equal("pulumi:pulumi:Stack", engine.Registrations[0].Type);
        Assert.Equal("", engine.Registrations[0].Parent);
        Assert.False(engine.Registrations[0].Custom);
        Assert.Empty(engine.Registrations[0].Object.Fields);
        Assert.Equal("urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev", engine.Registration("pair").Parent);
        Assert.False(engine.Registration("pair").Custom);
        Assert.Equal("urn:pulumi:dev::app::test:index:Pair::pair", engine.Registration("pair-child").Parent);
        Assert.True(engine.Registration("pair-child").Custom);
        Wired.AssertJson("""{"text":"inner"}""", engine.Outputs("test:index:Pair"));
        Wired.AssertJson("""{"Text":"inner","renamed":7}""", engine.StackOutputs);
        Assert.True(engine.WasShutDown);
    }

    [Fact]
    public async Task EveryRegistration_SaysWhatTheClientUnderstands()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.RunAsync("stack");

        Assert.All(engine.Registrations, request =>
        {
            Assert.True(request.AcceptSecrets);
            Assert.True(request.AcceptResources);
            Assert.True(request.SupportsResultReporting);
            Assert.False(request.AliasSpecs);
            Assert.False(request.SupportsPartialValues);
            Assert.NotNull(request.Hooks);
            Assert.False(request.HasProtect);
        });
    }

    [Fact]
    public async Task Options_AreSentAsGiven()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("options");

        var request = engine.Registration("thing");
        var first = FakeEngine.Urn("", "test:index:Thing", "first");
        Assert.True(request.Protect);
        Assert.True(request.HasRetainOnDelete);
        Assert.False(request.RetainOnDelete);
        Assert.True(request.DeleteBeforeReplaceDefined);
        Assert.True(request.DeleteBeforeReplace);
        Assert.Equal(["text", "map.*"], request.IgnoreChanges);
        Assert.Equal(["list"], request.ReplaceOnChanges);
        Assert.Equal(["text"], request.AdditionalSecretOutputs);
        Assert.Equal(["text"], request.HideDiffs);
        Assert.Equal("1.2.3", request.Version);
        Assert.Equal("https://example.com/plugins", request.PluginDownloadURL);
        Assert.Equal("existing", request.ImportId);
        Assert.Equal("300000000000ns", request.CustomTimeouts.Create);
        Assert.Equal("", request.CustomTimeouts.Update);
        Assert.Equal("1000000000ns", request.CustomTimeouts.Delete);
        Assert.Equal(first, request.DeletedWith);
        Assert.Equal([first], request.ReplaceWith);
        Assert.Equal("v1", request.ReplacementTrigger.StringValue);
    }

    [Fact]
    public async Task Transformations_OfAParent_ChangeItsChildren()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.RunAsync("options");

        Wired.AssertJson("\"transformed\"", engine.Inputs("pair-child").Fields["text"]);
        Assert.True(engine.Registration("pair-child").Protect);
    }

    [Fact]
    public async Task DeletedWith_WithoutEngineSupport_FailsWithAdvice()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Features.Remove("deletedWith");

        var exit = await engine.RunAsync("options");

        Assert.Equal(32, exit.Code);
        Assert.Contains(engine.Errors, line => line.Message.Contains("The Pulumi CLI does not support the DeletedWith option. Please update the Pulumi CLI.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Aliases_AreSentAsSpecifications()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("aliases");

        var aliases = engine.Registration("parent-thing").Aliases;
        Assert.Equal(3, aliases.Count);
        Assert.Equal("urn:pulumi:dev::app::test:index:Thing::older", aliases[0].Urn);
        Assert.Equal(new Pulumirpc.Alias.Types.Spec { Name = "renamed", NoParent = true }, aliases[1].Spec);
        Assert.Equal(new Pulumirpc.Alias.Types.Spec { Type = "test:index:Old", ParentUrn = "urn:pulumi:dev::app::test:index:Pair::elsewhere" }, aliases[2].Spec);
        Assert.Empty(engine.Registration("parent-thing").AliasURNs);
    }

    [Fact]
    public async Task Aliases_ForAnOlderEngine_AreExpandedToUrnsAndInherited()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Features.Remove("aliasSpecs");

        await engine.SucceedAsync("aliases");

        Assert.Equal(["urn:pulumi:dev::app::test:index:Pair::old-parent"], engine.Registration("parent").AliasURNs);
        Assert.Equal(
            [
                "urn:pulumi:dev::app::test:index:Thing::older",
                "urn:pulumi:dev::app::test:index:Thing::renamed",
                "urn:pulumi:dev::app::test:index:Pair$test:index:Old::parent-thing",
                "urn:pulumi:dev::app::test:index:Pair$test:index:Thing::old-parent-thing",
            ],
            engine.Registration("parent-thing").AliasURNs.Take(4));
    }

    [Fact]
    public async Task Transforms_RunInTheProgramWhenTheEngineAsks()
    {
        await using var engine = await FakeEngine.StartAsync();
        TransformResponse? response = null;
        engine.OnRegister = async (request, _) =>
        {
            foreach (var callback in request.Transforms)
            {
                response = await Callbacks.TransformAsync(callback, new TransformRequest
                {
                    Type = request.Type,
                    Name = request.Name,
                    Custom = true,
                    Properties = request.Object,
                    Options = new TransformResourceOptions(),
                });
            }
        };

        await engine.SucceedAsync("transforms");

        Assert.NotNull(response);
        Wired.AssertJson("\"thing of app\"", response.Properties.Fields["text"]);
        Assert.True(response.Options.Protect);
        Assert.Equal(["map"], response.Options.IgnoreChanges);
    }

    [Fact]
    public async Task Hooks_AreRegisteredBeforeTheResourceThatNamesThem()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("hooks");

        var hook = Assert.Single(engine.Requests.OfType<RegisterResourceHookRequest>());
        Assert.Equal("announce", hook.Name);
        Assert.True(hook.OnDryRun);
        Assert.Equal(["announce"], engine.Registration("thing").Hooks.BeforeCreate);
        Assert.Equal(["announce"], engine.Registration("thing").Hooks.AfterDelete);
        Assert.Empty(engine.Registration("thing").Hooks.OnError);
    }
}
