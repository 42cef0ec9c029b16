namespace Sluice.Crds;

/// <summary>
/// The Kubernetes provider's plugin version. Gateway API objects ask for the one that Pulumi.Kubernetes asks for, so that one default
/// provider serves a whole stack.
/// </summary>
internal static class KubernetesPlugin
{
    private const string VersionResource = "Pulumi.Kubernetes.version.txt";

    public static string Version { get; } = ReadVersion();

    private static string ReadVersion()
    {
        var package = typeof(Pulumi.Kubernetes.Provider).Assembly;
        using var stream = package.GetManifestResourceStream(VersionResource)
            ?? throw new InvalidOperationException($"{package.GetName().Name} {package.GetName().Version} does not carry its plugin version ({VersionResource}); use version 4.32.0 or later.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
