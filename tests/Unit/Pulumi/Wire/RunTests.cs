using Pulumirpc;

namespace Pulumi.Tests.Wire;

/// <summary>Exit codes, messages and configuration of a real process.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Config_IsReadFromTheEnvironment()
    {
        await using var engine = await FakeEngine.StartAsync();
        foreach (var (key, value) in new[]
        {
            ("app:text", "hello"), ("app:number", "12"), ("app:ratio", "0.25"), ("app:flag", "true"), ("app:secret", "s3cret"),
            ("app:list", """["a","b"]"""), ("app:config:legacy", "old"), ("kubernetes:namespace", "apps"),
        })
        {
            engine.Config[key] = value;
        }

        await engine.SucceedAsync("config");

        Wired.AssertJson(
            $$"""{"text":"hello","number":12,"ratio":0.25,"flag":true,"secret":{{Wired.Secret("\"s3cret\"")}},"list":2,"legacy":"old","foreign":"apps"}""",
            engine.StackOutputs);
    }

    [Fact]
    public async Task MissingConfig_EndsWith32AndTheCommandToSetIt()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("config-missing");

        Assert.Equal(32, exit.Code);
        Assert.Equal(
            "Missing Required configuration variable 'app:replicas'\n\tplease set a value using the command `pulumi config set app:replicas <value>`",
            Assert.Single(engine.Errors).Message);
        Assert.False(engine.WasShutDown);
    }

    [Fact]
    public async Task InvalidConfig_EndsWith32AndTheValue()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.Config["app:flag"] = "True";

        var exit = await engine.RunAsync("config-invalid");

        Assert.Equal(32, exit.Code);
        Assert.Equal("Configuration 'app:flag' value 'True' is not a valid Boolean", Assert.Single(engine.Errors).Message);
    }

    [Fact]
    public async Task Exception_EndsWith32AndTheTrace()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("throws");

        Assert.Equal(32, exit.Code);
        var message = Assert.Single(engine.Errors).Message;
        Assert.StartsWith($"Running program '{typeof(RunTests).Assembly.Location}' failed with an unhandled exception:\n", message, StringComparison.Ordinal);
        Assert.Contains("the program is wrong", message, StringComparison.Ordinal);
        Assert.Contains("RunPrograms.Throws", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExceptionInAnApplyNobodyWaitsFor_EndsWith32()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("throws-in-apply");

        Assert.Equal(32, exit.Code);
        Assert.Equal("cannot use x", Assert.Single(engine.Errors).Message);
    }

    [Fact]
    public async Task LoggedError_EndsWith1()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("logs-error");

        Assert.Equal(1, exit.Code);
        Assert.False(engine.WasShutDown);
    }

    [Fact]
    public async Task LogLines_CarryTheirResourceAndStream()
    {
        await using var engine = await FakeEngine.StartAsync();

        await engine.SucceedAsync("logs");

        var lines = engine.Logs.Where(line => line.Severity != Pulumirpc.LogSeverity.Debug).ToArray();
        Assert.Equal(["one", "three", "two"], lines.Select(line => line.Message).Order(StringComparer.Ordinal));
        var two = Assert.Single(lines, line => line.Message == "two");
        Assert.Equal(FakeEngine.Urn("", "test:index:Thing", "thing"), two.Urn);
        Assert.Equal((Pulumirpc.LogSeverity.Warning, 4, true), (two.Severity, two.StreamId, two.Ephemeral));
    }

    [Fact]
    public async Task UnassignedStackOutputs_EndWith32AndAllNames()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("unassigned-output");

        Assert.Equal(32, exit.Code);
        Assert.Equal(
            "Output(s) 'First, Second' have no value assigned. [Output] attributed properties must be assigned inside Stack constructor.",
            Assert.Single(engine.Errors).Message);
    }

    [Theory]
    [InlineData("PULUMI_MONITOR")]
    [InlineData("PULUMI_STACK")]
    [InlineData("PULUMI_DRY_RUN")]
    public async Task WithoutTheEnginesEnvironment_TheProcessAborts(string variable)
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("stack", (variable, null));

        Assert.Equal(134, exit.Code);
        Assert.Contains("Program run without the Pulumi engine available; re-run using the `pulumi` CLI", exit.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task FailedRegistration_EndsWith32()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.OnRegister = (request, _) => request.Name == "pair-child"
            ? throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unknown, "resource exploded"))
            : Task.CompletedTask;

        var exit = await engine.RunAsync("stack");

        Assert.Equal(32, exit.Code);
        Assert.Contains(engine.Errors, line => line.Message.Contains("resource exploded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequirePulumiVersion_ThatIsNotMet_EndsWith32()
    {
        await using var engine = await FakeEngine.StartAsync();

        var exit = await engine.RunAsync("version");

        Assert.Equal(32, exit.Code);
        Assert.Equal("<1.0.0", Assert.Single(engine.Requests.OfType<RequirePulumiVersionRequest>()).PulumiVersionRange);
    }

    [Fact]
    public async Task Instance_SaysWhereTheProgramRuns()
    {
        await using var engine = await FakeEngine.StartAsync(dryRun: true);

        await engine.SucceedAsync("instance");

        Wired.AssertJson("""{"stack":"dev","project":"app","organization":"acme","root":"/srv/app","dryRun":true}""", engine.StackOutputs);
    }
}
