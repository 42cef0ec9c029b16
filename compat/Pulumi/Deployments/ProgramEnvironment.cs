using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi;

/// <summary>The environment variables by which the engine's language host tells a program where and what it runs.</summary>
internal static class ProgramEnvironment
{
    /// <summary>True if resources in properties must be sent as plain ids.</summary>
    public static bool DisablesResourceReferences { get; } = IsOn("PULUMI_DISABLE_RESOURCE_REFERENCES");

    public static Deployment Connect()
    {
        var monitor = Read("PULUMI_MONITOR");
        var engine = Read("PULUMI_ENGINE");
        var project = Read("PULUMI_PROJECT");
        var stack = Read("PULUMI_STACK");
        if (monitor is null || engine is null || project is null || stack is null
            || !bool.TryParse(Read("PULUMI_DRY_RUN"), out var dryRun)
            || !bool.TryParse(Read("PULUMI_QUERY_MODE"), out _)
            || !int.TryParse(Read("PULUMI_PARALLEL"), out _))
        {
            throw new InvalidOperationException("Program run without the Pulumi engine available; re-run using the `pulumi` CLI");
        }

        var settings = new DeploymentSettings
        {
            Project = project,
            Stack = stack,
            Organization = Read("PULUMI_ORGANIZATION") ?? "organization",
            RootDirectory = Read("PULUMI_ROOT_DIRECTORY"),
            IsDryRun = dryRun,
            Config = Config(),
        };
        return new Deployment(settings, new GrpcMonitor(monitor), new GrpcEngine(engine));
    }

    public static ImmutableDictionary<string, string> Config()
    {
        var result = ImmutableDictionary.CreateBuilder<string, string>();
        if (Read("PULUMI_CONFIG") is { } json)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                result[ConfigKey(entry.Name)] = entry.Value.ToString();
            }
        }

        return result.ToImmutable();
    }

    // Old engines send namespace:config:name.
    private static string ConfigKey(string key)
        => key.Split(':', 3) is [{ Length: > 0 } space, "config", var name] ? $"{space}:{name}" : key;

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool IsOn(string name) => Read(name) is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Holds a program back until a debugger is attached, where the user asked the CLI for that.</summary>
internal static class DebuggerWait
{
    public static async Task IfAskedAsync()
    {
        while (Environment.GetEnvironmentVariable("PULUMI_ATTACH_DEBUGGER") == "true" && !System.Diagnostics.Debugger.IsAttached)
        {
            await Task.Delay(100).ConfigureAwait(false);
        }
    }
}
