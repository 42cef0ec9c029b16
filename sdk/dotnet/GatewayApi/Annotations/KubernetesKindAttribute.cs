namespace Sluice.GatewayApi.Annotations;

/// <summary>Marks a class as the model of a Kubernetes kind and says how the kind is served.</summary>
/// <param name="group">API group; empty for core.</param>
/// <param name="kind">Kind name, as in <c>kind:</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesKindAttribute(string group, string kind) : Attribute
{
    /// <summary>API group; empty for core.</summary>
    public string Group { get; } = group;

    /// <summary>Kind name.</summary>
    public string Kind { get; } = kind;

    /// <summary>Versions that are served, the preferred one first.</summary>
    public string[] Versions { get; set; } = ["v1"];

    /// <summary>Those of <see cref="Versions"/> that only the experimental channel serves, with a deprecation warning.</summary>
    public string[] DeprecatedVersions { get; set; } = [];

    /// <summary>The version objects are stored in.</summary>
    public string StorageVersion { get; set; } = "v1";

    /// <summary>Name of the collection in paths.</summary>
    public string Plural { get; set; } = kind.ToLowerInvariant() + "s";

    /// <summary>True where objects live in a namespace.</summary>
    public bool Namespaced { get; set; } = true;

    /// <summary>Short names for the command line.</summary>
    public string[] ShortNames { get; set; } = [];

    /// <summary>The first channel that has the kind.</summary>
    public Channel Channel { get; set; } = Channel.Standard;

    /// <summary>True where <c>status</c> is a subresource.</summary>
    public bool HasStatus { get; set; }
}
