using System.Reflection;

namespace Sluice.Gateway;

/// <summary>Which release this is.</summary>
internal static class Build
{
    public static string Version { get; } = typeof(Build).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Version with commit, where it was built from one.</summary>
    public static string Full { get; } =
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Version;
}
