using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>A Gateway of ours with its listeners and those of its ListenerSets; routes are not looked at here.</summary>
internal sealed record GatewayState
{
    public required ObjectKey Key { get; init; }

    public required Gateway Source { get; init; }

    public required string ClassName { get; init; }

    public required ImmutableArray<ListenerState> Listeners { get; init; }

    public required ImmutableArray<ListenerSetState> Sets { get; init; }

    /// <summary>Reason and message of a problem of the Gateway itself, which keeps all of it from being served.</summary>
    public required (string Reason, string Message)? Fault { get; init; }

    /// <summary>The client certificate for backends; null where none is asked for.</summary>
    public required SecretOutcome? ClientCertificate { get; init; }

    public bool IsAccepted => Fault is null && Listeners.Any(listener => listener.IsAccepted);

    /// <summary>True where both follow from the same objects and come to the same; certificates are compared by instance, which the memo keeps.</summary>
    public bool IsSame(GatewayState other) =>
        ReferenceEquals(Source, other.Source) && ClassName == other.ClassName && Fault == other.Fault && ReferenceEquals(ClientCertificate, other.ClientCertificate) &&
        AreSame(Listeners, other.Listeners) && Sets.Length == other.Sets.Length &&
        Sets.Zip(other.Sets).All(pair => ReferenceEquals(pair.First.Source, pair.Second.Source) && pair.First.IsAllowed == pair.Second.IsAllowed && AreSame(pair.First.Listeners, pair.Second.Listeners));

    private static bool AreSame(ImmutableArray<ListenerState> some, ImmutableArray<ListenerState> others) =>
        some.Length == others.Length && some.Zip(others).All(pair => pair.First.IsSame(pair.Second));

    /// <summary>The Gateway's listeners, then those of the ListenerSets that are attached.</summary>
    public IEnumerable<ListenerState> AllListeners => Listeners.Concat(Sets.Where(set => set.IsAttached).SelectMany(set => set.Listeners));
}

/// <summary>A ListenerSet whose parent is a Gateway of ours.</summary>
internal sealed record ListenerSetState
{
    public required ObjectKey Key { get; init; }

    public required ListenerSet Source { get; init; }

    /// <summary>The Gateway admits it.</summary>
    public required bool IsAllowed { get; init; }

    public required ImmutableArray<ListenerState> Listeners { get; init; }

    /// <summary>Its listeners count, valid or not.</summary>
    public bool IsAttached => IsAllowed;

    /// <summary>A set lives by listeners that can be served.</summary>
    public static bool IsValid(ListenerState listener) => listener.IsAccepted && listener.Unresolved is null or { Reason: Reasons.InvalidRouteKinds } && listener.IsServable;
}
