using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Strategies;

namespace Sluice.LocalCluster.ApiServer.Resources;

internal readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

internal enum ResourceScope
{
    Namespaced,
    Cluster,
}

/// <summary>One resource in one version, as discovery shows it.</summary>
internal sealed record ResourceKind
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required ResourceScope Scope { get; init; }

    public required Schema Schema { get; init; }

    public required ResourceStrategy Strategy { get; init; }

    public string ListKind { get => field ?? Kind + "List"; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = StandardVerbs;

    public IReadOnlyList<Subresource> Subresources { get; init; } = [];

    /// <summary>Where the objects are stored when this kind shows those of another (events, older versions).</summary>
    public string? StorageName { get; init; }

    /// <summary>How they look in this kind; null where they are shown as they are stored.</summary>
    public ObjectForms? Forms { get; init; }

    public string StorageVersion { get => field ?? Version; init; }

    /// <summary>The definition behind a custom resource; null for built-in kinds.</summary>
    public CustomVersion? Custom { get; init; }

    public bool Namespaced => Scope == ResourceScope.Namespaced;

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>deployments.apps</c>; the plural alone in the core group.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>Text of a Warning header on every answer about the kind.</summary>
    public string? DeprecationWarning => Custom is null ? Strategy.DeprecationWarning : Custom.DeprecationWarning;

    public string Storage => StorageName ?? QualifiedPlural;

    /// <summary>False for requests that are answered and never stored (access reviews, token reviews).</summary>
    public bool Stored => Verbs.Contains("get");

    public Subresource? FindSubresource(string name) => Subresources.FirstOrDefault(s => s.Name == name);

    public bool HasStatus => FindSubresource("status") is not null;

    public static readonly IReadOnlyList<string> StandardVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}

/// <summary>Two spellings of one object. Both functions make new trees.</summary>
/// <param name="Show">From the stored form to the one of the kind.</param>
/// <param name="Store">Back.</param>
internal sealed record ObjectForms(Func<JsonObject, JsonObject> Show, Func<JsonObject, JsonObject> Store);

/// <param name="Name">Path segment after the object's name.</param>
/// <param name="ResponseKind">What it answers with.</param>
/// <param name="Verbs">Allowed verbs.</param>
internal sealed record Subresource(string Name, GroupVersionKind ResponseKind, IReadOnlyList<string> Verbs);
