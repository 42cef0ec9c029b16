namespace Sluice.Generators.Emit;

/// <summary>How the classes of one package look.</summary>
internal sealed class EmitOptions(string rootNamespace, string resourceBase, string resourceTypeAttribute, string pluginVersion, bool areOutputsNullable)
{
    public string RootNamespace { get; } = rootNamespace;

    public string ResourceBase { get; } = resourceBase;

    public string ResourceTypeAttribute { get; } = resourceTypeAttribute;

    /// <summary>The C# expression for the plugin version every registration carries.</summary>
    public string PluginVersion { get; } = pluginVersion;

    /// <summary>The official package declares optional outputs as if they were always there; ours say the truth.</summary>
    public bool AreOutputsNullable { get; } = areOutputsNullable;
}
