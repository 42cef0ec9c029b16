using Google.Protobuf.WellKnownTypes;
using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>How the values of a program look on the wire, and how answers come back as values.</summary>
public sealed class ValueTests
{
    private const string ThingUrn = "urn:pulumi:dev::app::test:index:Thing::thing";

    [Fact]
    public async Task Inputs_SecretsStayLocalToTheirElement()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("values");

        var inputs = engine.Inputs("thing");
        Wired.AssertJson("\"plain\"", inputs.Fields["text"]);
        Wired.AssertJson($"""["a",{Wired.Secret("\"b\"")}]""", inputs.Fields["list"]);
        Wired.AssertJson($$"""{"k":"v","s":{{Wired.Secret("\"hidden\"")}} }""", inputs.Fields["map"]);
        Wired.AssertJson("""{"name":"n","count":3}""", inputs.Fields["nested"]);
        Assert.Equal("{\"name\":\"j\"}", inputs.Fields["json"].StringValue.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(inputs.Fields.ContainsKey("anything"));
        Assert.False(inputs.Fields.ContainsKey("other"));
    }

    [Fact]
    public async Task Inputs_OfEveryKind_HaveTheirWireForm()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.RunAsync("values");

        var key = Wired.SignatureKey;
        Wired.AssertJson(
            $$"""
            {
              "true": true,
              "int": 42,
              "double": 1.5,
              "level": 7,
              "mode": "fast",
              "list": [1, null, "x"],
              "map": { "here": [1, 2] },
              "union": 5,
              "element": { "a": [1, true, null] },
              "secretMap": {{Wired.Secret("""{"x":"y"}""")}},
              "fileAsset": { "{{key}}": "c44067f5952c0a294b673a41bacd8c17", "path": "./a.txt" },
              "archive": { "{{key}}": "0def7320c3a5731c473e5ecbe6d01bc7", "assets": { "inner": { "{{key}}": "c44067f5952c0a294b673a41bacd8c17", "text": "text" } } },
              "empty": [],
              "resource": {{Wired.Resource(ThingUrn, "thing-id")}}
            }
            """,
            engine.Inputs("raw"));
        Wired.AssertJson($$"""{"pair":{{Wired.Resource("urn:pulumi:dev::app::test:index:Pair::pair")}} }""", engine.Inputs("component"));
    }

    [Fact]
    public async Task Resources_ForAnEngineWithoutReferences_AreSentAsIdOrUrn()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Features.Remove("resourceReferences");

        await engine.RunAsync("values");

        Wired.AssertJson("\"thing-id\"", engine.Inputs("raw").Fields["resource"]);
        Wired.AssertJson("\"urn:pulumi:dev::app::test:index:Pair::pair\"", engine.Inputs("component").Fields["pair"]);
    }

    [Fact]
    public async Task Preview_UnknownsAreSentAsSentinelAndApplyIsNotCalled()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);

        await engine.SucceedAsync("outputs");

        Wired.AssertJson(
            $$"""{"thingId":"{{Wired.Unknown}}","applied":"{{Wired.Unknown}}","list":["known","{{Wired.Unknown}}"],"secretUnknown":"{{Wired.Unknown}}"}""",
            engine.Inputs("user"));
        Wired.AssertJson(
            $$"""{"applied":"{{Wired.Unknown}}","calls":0,"secret":{{Wired.Secret("\"shh\"")}},"thing":{{Wired.Resource(ThingUrn, "")}},"count":"{{Wired.Unknown}}"}""",
            engine.StackOutputs);
    }

    [Fact]
    public async Task Update_MissingOutputsAreDefaultsAndApplyIsCalled()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("outputs");

        Wired.AssertJson(
            $$"""{"thingId":"thing-id","applied":"<thing-id>","list":["known","thing-id"],"secretUnknown":{{Wired.Secret("\"thing-id\"")}} }""",
            engine.Inputs("user"));
        Wired.AssertJson(
            $$"""{"applied":"<thing-id>","calls":1,"secret":{{Wired.Secret("\"shh\"")}},"thing":{{Wired.Resource(ThingUrn, "thing-id")}},"count":0}""",
            engine.StackOutputs);
    }

    [Fact]
    public async Task Update_OfAResourceThatFailed_MissingOutputsAreUnknown()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = (request, response) =>
        {
            if (request.Name == "thing")
            {
                response.Result = Result.Fail;
                response.Id = "";
            }

            return Task.CompletedTask;
        };

        await engine.RunAsync("outputs");

        Wired.AssertJson($"\"{Wired.Unknown}\"", engine.StackOutputs.Fields["count"]);
        Wired.AssertJson($"\"{Wired.Unknown}\"", engine.StackOutputs.Fields["applied"]);
    }

    [Fact]
    public async Task Answers_BecomeTypedValuesAndKeepSecretsAndUnknowns()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = Answer($$"""
            {
              "text": {{Wired.Secret("\"t\"")}},
              "count": 3,
              "ratio": 0.5,
              "enabled": true,
              "list": ["a", {{Wired.Secret("\"b\"")}}],
              "map": { "k": "{{Wired.Unknown}}" },
              "shape": { "kind": "square", "sideCount": 4, "__meta": "hidden" },
              "mode": "slow",
              "either": 9,
              "anything": [1, { "a": null }]
            }
            """);

        await engine.SucceedAsync("read-back");

        var outputs = engine.StackOutputs.Fields;
        Wired.AssertJson(Wired.Secret("\"t\""), outputs["text"]);
        Wired.AssertJson("3", outputs["count"]);
        Wired.AssertJson("0.5", outputs["ratio"]);
        Wired.AssertJson("true", outputs["enabled"]);
        Wired.AssertJson(Wired.Secret("""["a","b"]"""), outputs["list"]);
        Wired.AssertJson($"\"{Wired.Unknown}\"", outputs["map"]);
        Wired.AssertJson("\"square\"", outputs["shapeKind"]);
        Wired.AssertJson("4", outputs["shapeSides"]);
        Wired.AssertJson("\"slow\"", outputs["mode"]);
        Wired.AssertJson("\"number 9\"", outputs["either"]);
        Wired.AssertJson("""[1,{}]""", outputs["anything"]);
    }

    [Fact]
    public async Task Answers_WithResourceReferences_AreLookedUpAsTheirClass()
    {
        await using var engine = await FakeEngine.StartAsync();
        const string Other = "urn:pulumi:dev::app::test:index:Thing::other";
        engine.OnRegister = Answer($$"""{"mode":"slow","either":"x","other": {{Wired.Resource(Other, "other-id")}} }""");
        engine.OnInvoke = request => new ResourceInvokeResponse
        {
            Return = Wired.Struct($$"""{"urn":"{{request.Args.Fields["urn"].StringValue}}","id":"other-id","state":{"text":"found"} }"""),
        };

        await engine.SucceedAsync("read-back");

        Wired.AssertJson("\"found\"", engine.StackOutputs.Fields["other"]);
        Wired.AssertJson("\"Thing\"", engine.StackOutputs.Fields["otherType"]);
        Assert.Equal("pulumi:pulumi:getResource", Assert.Single(engine.Requests.OfType<ResourceInvokeRequest>()).Tok);
    }

    [Fact]
    public async Task Answers_OfTheWrongType_AreReportedAndBecomeDefaults()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = Answer("""{"count":"three","mode":"slow","either":"x"}""");

        await engine.RunAsync("read-back");

        Wired.AssertJson("0", engine.StackOutputs.Fields["count"]);
        Assert.Contains(engine.Logs, line => line.Severity == Pulumirpc.LogSeverity.Warning
            && line.Message == "Expected System.Double but got System.String deserializing Pulumi.Tests.Programs.Thing.count");
    }

    [Fact]
    public async Task UnsupportedType_FailsWithItsPath()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("unsupported");

        Assert.Equal(32, exit.Code);
        Assert.Contains("error serializing property \"when\": System.DateTime is not a supported argument type.\n\tresource:raw[test:index:Raw].when.id.at", Assert.Single(engine.Errors).Message, StringComparison.Ordinal);
        Assert.False(engine.WasShutDown);
    }

    [Fact]
    public async Task MissingRequiredInput_FailsWithItsName()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("required");

        Assert.Equal(32, exit.Code);
        Assert.Contains("[Input] Pulumi.Tests.Programs.RequiredArgs.Hostname is required but was not given a value (Parameter 'Hostname')", Assert.Single(engine.Errors).Message, StringComparison.Ordinal);
    }

#if !PULUMI_FROM_FEED
    // The official package brings a protobuf library of its own for this; a scratch build of it does not.
    [Fact]
    public async Task DeeplyNestedAnswers_AreRead()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = (_, response) =>
        {
            var value = Value.ForString("bottom");
            for (var i = 0; i < 150; i++)
            {
                value = Value.ForStruct(new Struct { Fields = { ["next"] = value } });
            }

            response.Object = new Struct { Fields = { ["anything"] = value } };
            return Task.CompletedTask;
        };

        var exit = await engine.RunAsync("deep");

        Assert.Equal((0, 150d), (exit.Code, engine.StackOutputs.Fields["depth"].NumberValue));
    }
#endif

    private static Func<RegisterResourceRequest, RegisterResourceResponse, Task> Answer(string state) => (request, response) =>
    {
        response.Object = request.Name == "thing" ? Wired.Struct(state) : new Struct();
        return Task.CompletedTask;
    };
}
