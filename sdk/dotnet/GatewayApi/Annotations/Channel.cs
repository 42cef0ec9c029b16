namespace Sluice.GatewayApi.Annotations;

/// <summary>The release channels of the Gateway API's definitions.</summary>
public enum Channel
{
    /// <summary>Stable kinds and fields.</summary>
    Standard,

    /// <summary>Everything of <see cref="Standard"/>, and what may still change.</summary>
    Experimental,
}
