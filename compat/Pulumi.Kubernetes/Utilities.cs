namespace Pulumi.Kubernetes;

internal static class Utilities
{
    /// <summary>The plugin version every registration asks for, kept as a resource so that other assemblies can read it too.</summary>
    public static string Version { get; } = ReadVersion();

    public static string? GetEnv(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public static Input<string>? GetEnvInput(string name) => GetEnv(name) is { } value ? (Input<string>)value : null;

    /// <summary>The truth value of an environment variable as the other Pulumi SDKs read it; anything else counts as not set.</summary>
    public static bool? GetEnvBoolean(string name) => GetEnv(name)?.ToUpperInvariant() switch
    {
        "1" or "T" or "TRUE" => true,
        "0" or "F" or "FALSE" => false,
        _ => null,
    };

    public static Input<bool>? GetEnvBooleanInput(string name) => GetEnvBoolean(name) is { } value ? (Input<bool>)value : null;

    private static string ReadVersion()
    {
        using var stream = typeof(Utilities).Assembly.GetManifestResourceStream("Pulumi.Kubernetes.version.txt")
            ?? throw new InvalidOperationException("The assembly Pulumi.Kubernetes was built without its resource Pulumi.Kubernetes.version.txt.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
