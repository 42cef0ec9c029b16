using System.Collections.Immutable;
using Pulumi.Testing;
using Pulumi.Tests.Programs;
using Pulumi.Utilities;

namespace Pulumi.Tests.Mocks;

/// <summary>Programs under test: no engine, no process.</summary>
public sealed class MockTests : IDisposable
{
    private static readonly TestOptions Update = new() { IsPreview = false, ProjectName = "app", StackName = "dev" };

    // A failed run sets the exit code of the process it runs in.
    public void Dispose() => Environment.ExitCode = 0;

    [Fact]
    public async Task StackClass_GivesAllResourcesInTheirOrder()
    {
        var resources = await Deployment.TestAsync<LayeredStack>(new RecordingMocks(), Update);

        Assert.Equal(["app-dev", "pair", "pair-child"], resources.Select(resource => resource.GetResourceName()));
        var stack = Assert.IsType<LayeredStack>(resources[0]);
        Assert.Equal("inner", await OutputUtilities.GetValueAsync(stack.Text));
    }

    [Fact]
    public async Task Urns_KeepTheFirstTypeOfTheParent()
    {
        var resources = await Deployment.TestAsync<LayeredStack>(new RecordingMocks(), Update);

        Assert.Equal(
            ["urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev", "urn:pulumi:dev::app::pulumi:pulumi:Stack$test:index:Pair::pair", "urn:pulumi:dev::app::pulumi:pulumi:Stack$test:index:Thing::pair-child"],
            await Task.WhenAll(resources.Select(resource => OutputUtilities.GetValueAsync(resource.Urn))));
    }

    [Fact]
    public async Task Function_GivesItsResourcesAndOutputs()
    {
        var (resources, outputs) = await Deployment.TestAsync(new RecordingMocks(), Update, () =>
        {
            var thing = new Thing("thing", new ThingArgs { Text = "x" });
            return new Dictionary<string, object?> { ["id"] = thing.Id };
        });

        Assert.IsType<Thing>(Assert.Single(resources));
        Assert.Equal("thing-id", await OutputUtilities.GetValueAsync((Output<string>)outputs["id"]!));
    }

    [Fact]
    public async Task Mocks_SeePlainValues()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, Update, () =>
        {
            var first = new Thing("first", null);
            _ = new Thing("thing", new ThingArgs
            {
                Text = Output.CreateSecret("s"),
                List = { "a" },
                Nested = new NestedArgs { Name = "n", Count = 2 },
                Other = first,
                Anything = OutputUtilities.CreateUnknown<object>("later"),
            });
        });

        var inputs = mocks.Inputs("thing");
        Assert.Equal("s", inputs["text"]);
        Assert.Equal("a", Assert.Single(Assert.IsType<ImmutableArray<object>>(inputs["list"])));
        Assert.Equal(2d, Assert.IsType<ImmutableDictionary<string, object>>(inputs["nested"])["count"]);
        Assert.IsType<Thing>(inputs["other"]);
        Assert.False(inputs.ContainsKey("anything"));
    }

    [Fact]
    public async Task MissingOutputs_AreUnknownInAPreviewAndDefaultInAnUpdate()
    {
        var preview = await Deployment.TestAsync(new RecordingMocks(), new TestOptions(), () => { _ = new Thing("thing", null); });
        var update = await Deployment.TestAsync(new RecordingMocks(), Update, () => { _ = new Thing("thing", null); });

        Assert.False(await OutputUtilities.GetIsKnownAsync(((Thing)preview[0]).Count));
        Assert.Equal((true, 0), (await OutputUtilities.GetIsKnownAsync(((Thing)update[0]).Count), await OutputUtilities.GetValueAsync(((Thing)update[0]).Count)));
    }

    [Fact]
    public async Task Components_RegisterTheirOutputs()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, Update, () => { _ = new Pair("pair"); });

        var outputs = Assert.Single(mocks.Outputs, request => request.Urn.EndsWith("::pair", StringComparison.Ordinal));
        Assert.Equal("inner", await OutputUtilities.GetValueAsync(outputs.Outputs["text"]));
    }

    [Fact]
    public async Task Providers_AreNamedByUrnAndId()
    {
        var mocks = new RecordingMocks();

        await Deployment.TestAsync(mocks, Update, () =>
        {
            _ = new Thing("with", null, new CustomResourceOptions { Provider = new TestProvider("special") });
            _ = new Thing("without", null);
        });

        Assert.Equal("urn:pulumi:dev::app::pulumi:pulumi:Stack$pulumi:providers:test::special::special-id", mocks.Resources.Single(resource => resource.Name == "with").Provider);
        Assert.Equal("", mocks.Resources.Single(resource => resource.Name == "without").Provider);
    }

    [Fact]
    public async Task Dependencies_OfAnOutput_AreTheResourcesItCameFrom()
    {
        var (resources, outputs) = await Deployment.TestAsync(new RecordingMocks(), Update, () =>
        {
            var first = new Thing("first", new ThingArgs { Text = "a" });
            var second = new Thing("second", new ThingArgs { Text = "b" });
            return new Dictionary<string, object?> { ["both"] = Output.Format($"{first.Text}{second.Text}") };
        });

        var dependencies = await OutputUtilities.GetDependenciesAsync((Output<string>)outputs["both"]!);

        Assert.Equal(resources.ToHashSet(), dependencies.ToHashSet());
    }

    [Fact]
    public async Task Calls_AreAnsweredByTheMocks()
    {
        var (_, outputs) = await Deployment.TestAsync(new RecordingMocks(), Update, () => new Dictionary<string, object?>
        {
            ["token"] = Deployment.Instance.Invoke<ImmutableDictionary<string, object>>("test:index:lookup", InvokeArgs.Empty).Apply(result => (string)result["token"]),
        });

        Assert.Equal("test:index:lookup", await OutputUtilities.GetValueAsync((Output<string>)outputs["token"]!));
    }

    [Fact]
    public async Task OneError_IsThrown()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => Deployment.TestAsync(new RecordingMocks(), Update, () => new Config().Require("missing")));

        Assert.StartsWith("Missing Required configuration variable 'app:missing'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralErrors_AreThrownTogether()
    {
        var failure = await Assert.ThrowsAsync<AggregateException>(() => Deployment.TestAsync(new RecordingMocks(), Update, () =>
        {
            Log.Error("one");
            Log.Error("two");
        }));

        Assert.Equal(["one", "two"], failure.InnerExceptions.Select(exception => exception.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task BadAliases_AreRefused()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => Deployment.TestAsync(new RecordingMocks(), Update, () =>
        {
            _ = new Thing("thing", null, new CustomResourceOptions { Aliases = { new Alias { Urn = "urn:x", Name = "y" } } });
        }));

        Assert.Contains("Alias should not specify both Urn and Name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProviderAndProviders_TogetherAreRefused()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => Deployment.TestAsync(new RecordingMocks(), Update, () =>
        {
            var provider = new TestProvider("special");
            _ = new Pair("pair", new ComponentResourceOptions { Provider = provider, Providers = { provider } });
        }));

        Assert.Contains("Do not supply both 'provider' and 'providers' options to a ComponentResource.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_NameTheProjectAndStack()
    {
        var (_, outputs) = await Deployment.TestAsync(new EmptyMocks(), new TestOptions(), () => new Dictionary<string, object?>
        {
            ["where"] = $"{Deployment.Instance.OrganizationName}/{Deployment.Instance.ProjectName}/{Deployment.Instance.StackName}/{Deployment.Instance.IsDryRun}",
        });

        Assert.Equal("organization/project/stack/True", outputs["where"]);
    }
}
