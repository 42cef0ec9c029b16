using System.Collections.Immutable;

namespace Sluice.Translation;

/// <summary>How far the proxies of a Gateway are; the words of the Programmed condition follow from it.</summary>
public enum DataPlaneState
{
    /// <summary>Nothing is known yet, or proxies are on their way.</summary>
    Pending,

    /// <summary>Every ready proxy, and at least one, serves the newest configuration, on every address.</summary>
    Programmed,

    /// <summary>The Gateway asks for a deployment that there is not; what is deployed stays as it is.</summary>
    InvalidParameters,

    /// <summary>What the Gateway needs could not be made in the cluster.</summary>
    NoResources,

    /// <summary>The Service has no address yet.</summary>
    AddressNotAssigned,

    /// <summary>An address that the Gateway asks for was not given to it.</summary>
    AddressNotUsable,

    /// <summary>A proxy does not accept the newest configuration and serves the one before.</summary>
    Refused,
}

/// <summary>An entry of a Gateway's <c>status.addresses</c>.</summary>
public sealed record DataPlaneAddress(string Type, string Value);

/// <summary>What is known about the data plane of one Gateway when its status is written; facts from the cluster, an input of translation.</summary>
public sealed record GatewayDataPlane
{
    public static readonly GatewayDataPlane Unknown = new() { State = DataPlaneState.Pending };

    public required DataPlaneState State { get; init; }

    /// <summary>One sentence about the state, for the condition's message; empty where the state says all.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The addresses that clients can use now, in order.</summary>
    public ImmutableArray<DataPlaneAddress> Addresses { get; init; } = [];
}
