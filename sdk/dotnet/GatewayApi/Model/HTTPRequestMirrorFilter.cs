namespace Sluice.GatewayApi;

/// <summary>Sends copies of requests to a further backend, whose answers are ignored.</summary>
public sealed class HTTPRequestMirrorFilter : SchemaObject
{
    /// <summary>Where the copies go.</summary>
    [Schema(Required = true)]
    public BackendObjectReference? BackendRef { get; set; }

    /// <summary>Share of requests copied; null for all. Excludes Percent.</summary>
    public Fraction? Fraction { get; set; }

    /// <summary>Share of requests copied, 0 to 100; null for all. Excludes Fraction.</summary>
    [Schema(Minimum = 0, Maximum = 100, Format = "int32")]
    public int? Percent { get; set; }
}
