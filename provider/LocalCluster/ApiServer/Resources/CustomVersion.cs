using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Resources;

/// <summary>What one version of a CustomResourceDefinition adds to its resource.</summary>
internal sealed record CustomVersion
{
    /// <summary><c>spec.versions[]</c> of the definition.</summary>
    public required JsonObject Definition { get; init; }

    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    public ScalePaths? Scale { get; init; }

    public string? DeprecationWarning { get; init; }

    public IReadOnlyList<string> SelectableFields { get; init; } = [];
}

/// <param name="Name">Column heading.</param>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Format">Refines the type; may be empty.</param>
/// <param name="Description">Help for the column.</param>
/// <param name="Priority">0 is always shown.</param>
/// <param name="JsonPath">Where the cell's value is.</param>
internal sealed record PrinterColumn(string Name, string Type, string Format, string Description, int Priority, string JsonPath);

internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector);
