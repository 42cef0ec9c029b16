using System.Reflection;

namespace Pulumi.Experimental.Provider;

/// <summary>Serves all components of an assembly, under names that come from the assembly's.</summary>
public static class ComponentProviderHost
{
    private const string Version = "0.0.0";

    public static Task Serve(string[] args, Assembly? componentAssembly = null, string? packageName = null)
    {
        var assembly = componentAssembly ?? Assembly.GetCallingAssembly();
        var parts = (assembly.GetName().Name ?? "").Split('.');
        var metadata = new Metadata(packageName ?? KebabCase.Of(parts[^1]), parts.Length > 1 ? KebabCase.Of(parts[0]) : null, Version);
        return Provider.Serve(args, Version, _ => new ComponentProvider(assembly, metadata), CancellationToken.None);
    }
}
