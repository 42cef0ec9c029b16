namespace Sluice.GatewayApi;

/// <summary>A share, as numerator over denominator.</summary>
public sealed class Fraction : SchemaObject
{
    /// <summary>The whole, at least 1; default 100.</summary>
    [Schema(Minimum = 1, Format = "int32", Default = "100")]
    public int? Denominator { get; set; }

    /// <summary>The part, 0 up to the denominator.</summary>
    [Schema(Required = true, Minimum = 0, Format = "int32")]
    public int? Numerator { get; set; }
}
