using Pulumirpc;
using Sluice.Engine.Providers.Plugins;
using Sluice.Engine.Tests.Fakes;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Providers;

public sealed class ComponentPluginTests : IAsyncLifetime, IDisposable
{
    private readonly EngineHarness _harness = new();
    private ComponentPlugin _plugin = null!;

    public async Task InitializeAsync()
    {
        _plugin = await ComponentPlugin.StartAsync("site", _harness.Folder);
        _harness.Extra = () => [new PluginPackage("site", _plugin.Folder, "Release", _harness.Sink)];
    }

    public async Task DisposeAsync() => await _plugin.DisposeAsync();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Construct_GetsAllOptions()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            await SiteAsync(program, "site", r =>
            {
                r.Aliases.Add(new Alias { Spec = new Alias.Types.Spec { Name = "former" } });
                (r.DeleteBeforeReplace, r.DeleteBeforeReplaceDefined) = (false, true);
                r.CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts { Update = "90s" };
                r.ReplaceWith.Add(first.Urn);
                r.ReplacementTrigger = WireValues.Write("v2", WireOptions.Everything);
                r.Hooks = new RegisterResourceRequest.Types.ResourceHooksBinding { AfterCreate = { "hook" } };
            });
        }));

        var asked = Assert.Single(_plugin.Asked);
        Assert.Equal("former", Assert.Single(asked.Aliases).Spec.Name);
        Assert.True(asked is { HasDeleteBeforeReplace: true, DeleteBeforeReplace: false });
        Assert.Equal(("", "90000000000ns"), (asked.CustomTimeouts.Create, asked.CustomTimeouts.Update));
        Assert.EndsWith("::first", Assert.Single(asked.ReplaceWith), StringComparison.Ordinal);
        Assert.Equal("v2", asked.ReplacementTrigger.StringValue);
        Assert.Equal(["hook"], asked.ResourceHooks.AfterCreate);
    }

    [Fact]
    public async Task Rename_WithAnAlias_KeepsTheComponent()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await SiteAsync(program, "former", static _ => { });
        }));

        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await SiteAsync(program, "site", static r => r.Aliases.Add(new Alias { Spec = new Alias.Types.Spec { Name = "former" } }));
        }));

        Assert.Empty(_harness.Sink.Changes);
    }

    private static Task<RegisterResourceResponse> SiteAsync(RawProgram program, string name, Action<RegisterResourceRequest> change) =>
        program.RegisterAsync("site:index:Site", name, r =>
        {
            (r.Custom, r.Remote) = (false, true);
            change(r);
        });
}
