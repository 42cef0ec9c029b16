using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>A plugin that serves components.</summary>
public sealed class ComponentProviderTests
{
    private const string Parent = "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev";

    [Fact]
    public async Task Plugin_SaysItsVersionAndWhatItUnderstands()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var plugin = await StartAsync(engine);

        Assert.Equal("1.2.3", (await plugin.Client.GetPluginInfoAsync(new Empty())).Version);
        Assert.Equal(
            new ConfigureResponse { AcceptSecrets = true, SupportsPreview = true, AcceptResources = true, AcceptOutputs = true },
            await plugin.Client.ConfigureAsync(new ConfigureRequest()));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await plugin.Client.CheckConfigAsync(new CheckRequest { Urn = Parent }));
        Assert.Equal((StatusCode.Unimplemented, "The method 'CheckConfig' is not implemented "), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Schema_IsInferredFromTheClasses()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var plugin = await StartAsync(engine);

        var schema = JsonNode.Parse((await plugin.Client.GetSchemaAsync(new GetSchemaRequest())).Schema)!;

        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                {
                  "name": "greetings",
                  "namespace": "sluice",
                  "displayName": "Greetings",
                  "version": "1.2.3",
                  "resources": {
                    "greetings:index:Greeter": {
                      "isComponent": true,
                      "type": "object",
                      "inputProperties": {
                        "lines": { "type": "array", "items": { "$ref": "#/types/greetings:index:GreetingLine", "plain": true } },
                        "marks": { "type": "array", "items": { "type": "string" } },
                        "name": { "type": "string" },
                        "tags": { "type": "object", "additionalProperties": { "type": "string" } },
                        "times": { "type": "integer", "plain": true }
                      },
                      "requiredInputs": ["name"],
                      "properties": {
                        "length": { "type": "integer" },
                        "lines": { "type": "array", "items": { "type": "string" } },
                        "message": { "type": "string" }
                      },
                      "required": ["length", "lines", "message"]
                    }
                  },
                  "types": {
                    "greetings:index:GreetingLine": {
                      "type": "object",
                      "properties": {
                        "loud": { "type": "boolean", "plain": true },
                        "next": { "$ref": "#/types/greetings:index:GreetingLine", "plain": true },
                        "text": { "type": "string" }
                      },
                      "required": ["text"]
                    }
                  },
                  "language": {
                    "csharp": { "respectSchemaVersion": true },
                    "go": { "respectSchemaVersion": true },
                    "java": { "respectSchemaVersion": true },
                    "nodejs": { "respectSchemaVersion": true },
                    "python": { "respectSchemaVersion": true }
                  }
                }
                """),
                schema),
            schema.ToJsonString());
    }

    [Fact]
    public async Task Construct_RegistersTheComponentAndItsChildrenAndGivesItsOutputs()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var plugin = await StartAsync(engine);

        var response = await plugin.Client.ConstructAsync(Request(engine, $$"""
            {
              "name": {{Wired.Secret("\"Ada\"")}},
              "marks": ["a", "b"],
              "lines": [{ "text": "x", "loud": true }, { "text": "y", "loud": false }]
            }
            """));

        Assert.Equal("urn:pulumi:dev::app::greetings:index:Greeter::hello", response.Urn);
        var component = engine.Registration("hello");
        Assert.Equal((Parent, false, false), (component.Parent, component.Custom, component.Remote));
        var child = engine.Registration("hello-thing");
        Assert.Equal(response.Urn, child.Parent);
        Wired.AssertJson(Wired.Secret("\"Ada\""), child.Object.Fields["text"]);
        Wired.AssertJson("""["a","b"]""", child.Object.Fields["list"]);
        Wired.AssertJson(Wired.Secret("\"Hello, Ada!\""), response.State.Fields["message"]);
        Wired.AssertJson("14", response.State.Fields["length"].StructValue.Fields["value"]);
        Wired.AssertJson("""["LOUD","quiet"]""", response.State.Fields["lines"]);
        Assert.Single(engine.Requests.OfType<RegisterResourceOutputsRequest>());
        Assert.False(engine.WasShutDown);
    }

    [Fact]
    public async Task Construct_InAPreview_KeepsUnknownsAndTheirDependencies()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);
        using var plugin = await StartAsync(engine);
        const string Source = "urn:pulumi:dev::app::test:index:Thing::source";

        var response = await plugin.Client.ConstructAsync(Request(
            engine,
            $$"""{"name": {"{{Wired.SignatureKey}}":"d0e6a833031e9bbcd3f4e8bde6ca49a4","dependencies":["{{Source}}"]} }"""));

        Wired.AssertJson($"\"{Wired.Unknown}\"", engine.Inputs("hello-thing").Fields["text"]);
        Assert.Contains(Source, engine.Registration("hello-thing").PropertyDependencies["text"].Urns);
        var message = response.State.Fields["message"].StructValue.Fields;
        Wired.AssertJson($"""["{Source}"]""", message["dependencies"]);
    }

    [Fact]
    public async Task Construct_WithoutARequiredInput_FailsWithItsName()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var plugin = await StartAsync(engine);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await plugin.Client.ConstructAsync(Request(engine, "{}")));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("[Input] Pulumi.Tests.Programs.GreeterArgs.Name is required but was not given a value (Parameter 'Name')", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other:index:Greeter", "Invalid resource type: other:index:Greeter")]
    [InlineData("greetings:index:Nobody", "Component type not found: Nobody")]
    public async Task Construct_OfAnUnknownType_Fails(string type, string message)
    {
        await using var engine = await FakeEngine.StartAsync();
        using var plugin = await StartAsync(engine);
        var request = Request(engine, "{}");
        request.Type = type;

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await plugin.Client.ConstructAsync(request));

        Assert.Equal((StatusCode.Internal, message), (failure.StatusCode, failure.Status.Detail));
    }

    private static Task<PluginProcess> StartAsync(FakeEngine engine)
        => PluginProcess.StartAsync(engine, typeof(ComponentProviderTests).Assembly.Location, "provider");

    private static ConstructRequest Request(FakeEngine engine, string inputs) => new()
    {
        Project = "app",
        Stack = "dev",
        Organization = "acme",
        MonitorEndpoint = engine.Address,
        DryRun = engine.DryRun,
        Type = "greetings:index:Greeter",
        Name = "hello",
        Parent = Parent,
        Inputs = Wired.Struct(inputs),
    };
}
