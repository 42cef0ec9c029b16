using Sluice.Cli.Output;
using Sluice.Engine.Events;
using Sluice.Engine.Values;
using Sluice.TestKit;

namespace Sluice.Cli.Tests;

public sealed class RunDisplayTests
{
    private static readonly Urn Stack = new("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev");
    private static readonly Urn Component = new("urn:pulumi:dev::shop::my:index:Shop::shop");
    private static readonly Urn Front = new("urn:pulumi:dev::shop::my:index:Shop$kubernetes:core/v1:Service::front");
    private static readonly Urn Back = new("urn:pulumi:dev::shop::my:index:Shop$kubernetes:apps/v1:Deployment::back");
    private static readonly Urn Provider = new("urn:pulumi:dev::shop::pulumi:providers:kubernetes::default_4_32_0");

    [Theory]
    [InlineData("preview", true)]
    [InlineData("update", false)]
    public async Task Display_OfARun_IsAsAgreed(string name, bool preview)
    {
        using var output = new StringWriter { NewLine = "\n" };
        await using var display = new RunDisplay(new RunTitle(preview ? "Previewing update" : "Updating", "dev", preview), new DisplayOptions(), output);
        foreach (var happened in Run())
        {
            display.Publish(happened);
        }

        await display.FinishAsync();

        Golden.Verify(Golden.PathOf("display", name + ".txt"), System.Text.RegularExpressions.Regex.Replace(output.ToString(), "Duration: [0-9]+s", "Duration: Ns"));
    }

    [Fact]
    public async Task Display_OnATerminal_ChangesInPlace_AndLeavesTheSummaryAlone()
    {
        await using var screen = new TerminalScreen(height: 24) { NewLine = "\n" };
        await using var display = new RunDisplay(new RunTitle("Updating", "dev", false), new DisplayOptions { Live = true, Width = 80, Height = 24 }, screen);
        foreach (var happened in Run())
        {
            display.Publish(happened);
            if (happened is EngineEvent.StepProgress)
            {
                await Eventually.HoldsAsync("A frame", TimeSpan.FromMinutes(1), () =>
                    Task.FromResult(System.Text.RegularExpressions.Regex.IsMatch(screen.Text, @"└─ kubernetes:apps/v1:Deployment\s+back\s+creating \([0-9]+s\)") ? null : screen.Text));
            }
        }

        Assert.InRange(screen.Widest, 1, 79);
        await display.FinishAsync();

        Golden.Verify(Golden.PathOf("display", "live.txt"), System.Text.RegularExpressions.Regex.Replace(screen.Text, "Duration: [0-9]+s", "Duration: Ns"));
    }

    [Fact]
    public async Task Display_OfMoreThanATerminalHolds_ShowsTheNewest()
    {
        await using var screen = new TerminalScreen(height: 10) { NewLine = "\n" };
        await using var display = new RunDisplay(new RunTitle("Updating", "dev", false), new DisplayOptions { Live = true, Width = 60, Height = 10 }, screen);
        for (var i = 0; i < 40; i++)
        {
            display.Publish(new EngineEvent.StepStarted(new Step(StepOp.Create, new Urn($"urn:pulumi:dev::shop::kubernetes:core/v1:Service::s{i:00}"))));
        }

        // Two frames: the second one has the first to erase.
        await Eventually.HoldsAsync("A frame", TimeSpan.FromMinutes(1), () => Task.FromResult(screen.Text.Contains(" s39 ", StringComparison.Ordinal) ? null : screen.Text));
        display.Publish(Done(new Step(StepOp.Create, new Urn("urn:pulumi:dev::shop::kubernetes:core/v1:Service::s39"))));
        await Eventually.HoldsAsync("The next frame", TimeSpan.FromMinutes(1), () => Task.FromResult(screen.Text.Contains("created (0.12s)", StringComparison.Ordinal) ? null : screen.Text));

        Assert.DoesNotContain(" s00 ", screen.Text, StringComparison.Ordinal);
        Assert.InRange(screen.Text.Split('\n').Length, 5, 10);
    }

    private static IEnumerable<EngineEvent> Run()
    {
        yield return Done(new Step(StepOp.Same, Stack) { Custom = false });
        yield return Done(new Step(StepOp.Create, Provider) { Parent = null });
        yield return Done(new Step(StepOp.Create, Component) { Parent = Stack, Custom = false });
        var service = new Step(StepOp.Update, Front)
        {
            Parent = Component,
            OldInputs = PropertyMap.Of(("spec", 1)),
            NewInputs = PropertyMap.Of(("spec", 2), ("metadata", 1)),
            Differences = PropertyDiff.Between(PropertyMap.Of(("spec", 1)), PropertyMap.Of(("spec", 2), ("metadata", 1))),
        };
        yield return new EngineEvent.StepStarted(service);
        yield return Done(service);
        var deployment = new Step(StepOp.Create, Back) { Parent = Component };
        yield return new EngineEvent.StepStarted(deployment);
        yield return new EngineEvent.StepProgress(Back, "0 of 2 pods available");
        yield return new EngineEvent.Diagnostic(Severity.Error, Back, "Deployment shop/back exists, but did not become ready: no image\n  cure: name one");
        yield return new EngineEvent.StepFailed(deployment, TimeSpan.FromSeconds(3));
        yield return new EngineEvent.StackOutputs(PropertyMap.Of(("kept", "a"), ("gone", 1)), PropertyMap.Of(("kept", "a"), ("new", PropertyValue.SecretOf("s"))));
    }

    private static EngineEvent.StepDone Done(Step step) => new(step, TimeSpan.FromMilliseconds(120));
}
