namespace Sluice.GatewayApi;

/// <summary>How a backend's certificate is checked.</summary>
public sealed class BackendTLSPolicyValidation : SchemaObject
{
    /// <summary>Objects with CA bundles, usually ConfigMaps with the key ca.crt; at most 8. Excludes WellKnownCACertificates.</summary>
    [Schema(MaxItems = 8)]
    public IList<LocalObjectReference>? CaCertificateRefs { get; set; }

    /// <summary>The name sent as SNI, and the one the certificate must carry where no SubjectAltNames are given.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Hostname { get; set; }

    /// <summary>Names of which the certificate must carry at least one; at most 5.</summary>
    [Schema(MaxItems = 5)]
    public IList<SubjectAltName>? SubjectAltNames { get; set; }

    /// <summary>A predefined set of roots; System for those of the platform. Excludes CaCertificateRefs.</summary>
    [Schema(MinLength = 1, MaxLength = 253, Pattern = Patterns.WellKnownCACertificates)]
    public string? WellKnownCACertificates { get; set; }
}
