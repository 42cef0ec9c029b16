using Sluice.Engine.Events;
using Sluice.Engine.Hosting;
using Sluice.Engine.Projects;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers.Plugins;

/// <summary>A package of components in a folder of its own, named under <c>plugins</c> or <c>packages</c> in Pulumi.yaml.</summary>
internal sealed class PluginPackage(string name, string folder, string configuration, IEventSink events) : IProviderPackage
{
    private const string PluginFile = "PulumiPlugin.yaml";

    public string Name => name;

    public string DefaultVersion => "";

    public Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation) => Task.FromResult(new CheckResult(request.News, []));

    public DiffResult DiffConfig(PropertyMap olds, PropertyMap news) => new(PropertyDiff.Between(olds, news));

    public async Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation)
    {
        var process = await PluginProcess.StartAsync(name, await CommandAsync(cancellation), folder, start.EngineAddress, cancellation);
        try
        {
            return await PluginProvider.ConfigureAsync(name, process, start, cancellation);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private async Task<ProgramCommand> CommandAsync(CancellationToken cancellation)
    {
        var binary = Path.Combine(folder, $"pulumi-resource-{name}");
        if (File.Exists(binary))
        {
            return new ProgramCommand(binary, []);
        }

        var file = Path.Combine(folder, PluginFile);
        if (!File.Exists(file))
        {
            throw new EngineException($"The package '{name}' is to be found in '{folder}', which holds neither pulumi-resource-{name} nor {PluginFile}. Correct its path in Pulumi.yaml.");
        }

        var yaml = YamlFiles.ReadMap(file);
        var options = yaml.Map("runtime")?.Map("options");
        var program = new ProgramSource(folder, null, options?.Text("binary"), options?.Text("use-executor"));
        return await ProgramBuild.PrepareAsync(program, configuration, ProgramBuildMode.Build, events, cancellation);
    }
}
