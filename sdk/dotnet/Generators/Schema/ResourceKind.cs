namespace Sluice.Generators.Schema;

/// <summary>A kind that can be created: its identity on the API server and the type of its object.</summary>
internal sealed class ResourceKind(string group, string version, string kind, ObjectType type)
{
    public string Kind { get; } = kind;

    public ObjectType Type { get; } = type;

    public string ApiVersion { get; } = group.Length == 0 ? version : group + "/" + version;

    /// <summary>The Kubernetes provider writes the group without a name as "core" in tokens, and only there.</summary>
    public string Token { get; } = $"kubernetes:{(group.Length == 0 ? "core" : group)}/{version}:{kind}";

    /// <summary>Secrets hold secrets whatever the program says about their data.</summary>
    public bool HoldsSecrets { get; } = group.Length == 0 && kind == "Secret";
}
