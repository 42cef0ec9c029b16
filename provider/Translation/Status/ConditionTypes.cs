namespace Sluice.Translation.Status;

/// <summary>Condition types of the Gateway API that we write.</summary>
internal static class ConditionTypes
{
    /// <summary>The object is valid enough to be served.</summary>
    public const string Accepted = "Accepted";

    /// <summary>GatewayClass: the installed definitions of the API are of a version that we know. Absent where we may not read them.</summary>
    public const string SupportedVersion = "SupportedVersion";

    /// <summary>The data plane has the configuration.</summary>
    public const string Programmed = "Programmed";

    /// <summary>Every reference leads somewhere and is permitted.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>Listener: it claims what another one has.</summary>
    public const string Conflicted = "Conflicted";

    /// <summary>Listener: its hostname overlaps with another's on the port, so that one connection can reach both. Present only while true.</summary>
    public const string OverlappingTlsConfig = "OverlappingTLSConfig";

    /// <summary>Gateway: client certificates are asked for but not demanded somewhere. Present only while true.</summary>
    public const string InsecureFrontendValidationMode = "InsecureFrontendValidationMode";

    /// <summary>Route: some rules are valid and some not. Present only while true.</summary>
    public const string PartiallyInvalid = "PartiallyInvalid";
}
