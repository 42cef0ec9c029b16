namespace Sluice.Testing;

/// <summary>Circumstances a program runs in when its manifests are taken.</summary>
public sealed class ManifestOptions
{
    /// <summary>The project's name; also the namespace of configuration keys without one.</summary>
    public string Project { get; set; } = "project";

    /// <summary>The stack's name.</summary>
    public string Stack { get; set; } = "test";

    /// <summary>The folder of Pulumi.yaml, for programs that ask for it.</summary>
    public string? RootDirectory { get; set; }

    /// <summary>Configuration: <c>key</c> or <c>namespace:key</c> to value.</summary>
    public Dictionary<string, string> Config { get; } = [];

    /// <summary>The address that gateways get.</summary>
    public string GatewayAddress { get; set; } = "192.0.2.1";
}
