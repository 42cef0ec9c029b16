namespace Sluice.GatewayApi.Annotations;

/// <summary>A column that tables of the kind show.</summary>
/// <param name="name">Heading.</param>
/// <param name="type">OpenAPI type of the cell, or <c>date</c>.</param>
/// <param name="jsonPath">Where the value is found.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>OpenAPI type of the cell, or <c>date</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Where the value is found.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>0 for every table, 1 for wide ones.</summary>
    public int Priority { get; set; }
}
