using System.Runtime.CompilerServices;

namespace Sluice.GatewayApi.Tests;

/// <summary>Manifests to read: our own, and the official conformance manifests where they lie beside the repository.</summary>
internal static class Cases
{
    private static readonly string Here = Folder();

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here, "../../.."));

    /// <summary>Official data beside the repository, or where GATEWAY_API_DATA says; may be absent.</summary>
    public static string Beside { get; } = Environment.GetEnvironmentVariable("GATEWAY_API_DATA") ?? Path.GetFullPath(Path.Combine(Root, "../shared/gateway-api"));

    public static IEnumerable<string> Own() => Directory.EnumerateFiles(Path.Combine(Here, "cases"), "*.yaml").Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Official()
    {
        var folder = Path.Combine(Beside, "conformance");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)
            : [];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
