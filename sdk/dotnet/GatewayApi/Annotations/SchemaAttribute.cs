namespace Sluice.GatewayApi.Annotations;

/// <summary>What the API demands of a field. A limit of -1, and a null, mean that there is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class SchemaAttribute : Attribute
{
    /// <summary>Stands for "no bound" in <see cref="Minimum"/> and <see cref="Maximum"/>.</summary>
    public const long Unbounded = long.MinValue;

    /// <summary>True where the field has to be there.</summary>
    public bool Required { get; set; }

    /// <summary>Least number of Unicode code points.</summary>
    public int MinLength { get; set; } = -1;

    /// <summary>Greatest number of Unicode code points.</summary>
    public int MaxLength { get; set; } = -1;

    /// <summary>Least value.</summary>
    public long Minimum { get; set; } = Unbounded;

    /// <summary>Greatest value.</summary>
    public long Maximum { get; set; } = Unbounded;

    /// <summary>Least number of list items.</summary>
    public int MinItems { get; set; } = -1;

    /// <summary>Greatest number of list items.</summary>
    public int MaxItems { get; set; } = -1;

    /// <summary>Greatest number of map entries.</summary>
    public int MaxProperties { get; set; } = -1;

    /// <summary>OpenAPI format: int32, int64, date-time.</summary>
    public string? Format { get; set; }

    /// <summary>The only values allowed, in the order in which messages list them.</summary>
    public string[]? Enum { get; set; }

    /// <summary>RE2 expression that is searched in the value.</summary>
    public string? Pattern { get; set; }

    /// <summary>The value taken when the field is absent, as JSON text.</summary>
    public string? Default { get; set; }
}

/// <summary>What the API demands of the items of a list or the values of a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemSchemaAttribute : SchemaAttribute;

/// <summary>Replaces the <see cref="SchemaAttribute"/> of a field in one version of the kind.</summary>
/// <param name="version">The version, for example <c>v1alpha2</c>.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class VersionSchemaAttribute(string version) : SchemaAttribute
{
    /// <summary>The version.</summary>
    public string Version { get; } = version;
}
