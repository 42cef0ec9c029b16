using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>Reading resources, calling functions and methods.</summary>
public sealed class FunctionTests
{
    [Fact]
    public async Task ResourceWithId_IsReadNotRegistered()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRead = _ => Wired.Struct("""{"count":12}""");

        await engine.SucceedAsync("reads");

        var request = Assert.Single(engine.Requests.OfType<ReadResourceRequest>());
        Assert.Equal(("abc-123", "test:index:Thing", "existing"), (request.Id, request.Type, request.Name));
        Assert.True(request.AcceptSecrets);
        Wired.AssertJson("\"hint\"", request.Properties.Fields["text"]);
        Wired.AssertJson("""{"id":"abc-123","count":12}""", engine.StackOutputs);
    }

    [Fact]
    public async Task StackReference_KnowsItsSecretOutputsByName()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRead = _ => Wired.Struct($$"""{"name":"acme/net/prod","outputs":{"url":"http://x","password":{{Wired.Secret("\"p\"")}} },"secretOutputNames":["password"]}""");

        await engine.SucceedAsync("stack-reference");

        var request = Assert.Single(engine.Requests.OfType<ReadResourceRequest>());
        Assert.Equal(("acme/net/prod", "pulumi:pulumi:StackReference"), (request.Id, request.Type));
        var outputs = engine.StackOutputs.Fields;
        Wired.AssertJson("\"http://x\"", outputs["plain"]);
        Wired.AssertJson(Wired.Secret("\"p\""), outputs["secret"]);
        Assert.False(outputs.ContainsKey("missing"));
        Wired.AssertJson("true", outputs["details"]);
        Wired.AssertJson("\"Cannot call 'GetOutputValueAsync' if the referenced stack has secret outputs. Use 'GetOutput' instead.\"", outputs["refused"]);
    }

    [Fact]
    public async Task Invoke_InAnUpdate_SendsArgumentsAndGivesResults()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("invokes");

        var lookup = engine.Requests.OfType<ResourceInvokeRequest>().Single(request => request.Tok == "test:index:lookup");
        Assert.Equal("2.0.0", lookup.Version);
        Assert.True(lookup.AcceptResources);
        Wired.AssertJson($$"""{"name":"n","secret":{{Wired.Secret("\"s\"")}} }""", lookup.Args);
        Wired.AssertJson($$"""{"known":{{Wired.Secret("\"n\"")}},"pending":1,"after":"n","plain":"p"}""", engine.StackOutputs);
    }

    [Fact]
    public async Task Invoke_InAPreview_WaitsForNothingThatDoesNotExist()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);

        await engine.SucceedAsync("invokes");

        Assert.Equal(["test:index:lookup", "test:index:plain"], engine.Requests.OfType<ResourceInvokeRequest>().Select(request => request.Tok).Order(StringComparer.Ordinal));
        Wired.AssertJson($"\"{Wired.Unknown}\"", engine.StackOutputs.Fields["pending"]);
        Wired.AssertJson($"\"{Wired.Unknown}\"", engine.StackOutputs.Fields["after"]);
    }

    [Fact]
    public async Task Invoke_ThatFails_FailsTheProgramWithAllReasons()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnInvoke = _ => new ResourceInvokeResponse
        {
            Failures = { new CheckFailure { Property = "name", Reason = "must not be empty" }, new CheckFailure { Property = "size", Reason = "too small" } },
        };

        var exit = await engine.RunAsync("invoke-fails");

        Assert.Equal(32, exit.Code);
        Assert.Contains("Invoke of 'test:index:broken' failed: must not be empty (name); too small (size)", Assert.Single(engine.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SendsTheResourceAsSelf()
    {
        await using var engine = await FakeEngine.StartAsync();
        var thing = FakeEngine.Urn("", "test:index:Thing", "thing");
        engine.OnCall = _ => new CallResponse
        {
            Return = Wired.Struct("""{"answer":"a thing"}"""),
            ReturnDependencies = { ["answer"] = new() { Urns = { thing } } },
        };

        await engine.SucceedAsync("calls");

        var request = Assert.Single(engine.Requests.OfType<ResourceCallRequest>());
        Assert.Equal("test:index:Thing/describe", request.Tok);
        Wired.AssertJson(Wired.Resource(thing, "thing-id"), request.Args.Fields["__self__"]);
        Wired.AssertJson("""{"answer":"a thing"}""", engine.StackOutputs);
    }
}
