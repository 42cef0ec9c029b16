using System.Collections.Immutable;
using Sluice.GatewayApi.Validation;
using Sluice.Routing.Model;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>
/// Which listeners claim what another one has. Distinct are HTTP, HTTPS and TLS by port and hostname, TCP and UDP by port; TCP shares its
/// port with none of the others, UDP with all. Inside a Gateway every party of a conflict loses; a listener of a ListenerSet loses
/// to those before it.
/// </summary>
internal static class ListenerConflicts
{
    /// <param name="own">The Gateway's listeners.</param>
    /// <param name="sets">The listeners of its ListenerSets, in the order in which they win.</param>
    public static (ImmutableArray<ListenerState> Own, ImmutableArray<ListenerState> Sets) Mark(ImmutableArray<ListenerState> own, ImmutableArray<ListenerState> sets)
    {
        var marked = own.Select(listener => listener with { Conflict = own.Where(other => !ReferenceEquals(other, listener)).Select(other => Between(listener, other)).FirstOrDefault(conflict => conflict is not null) }).ToList();
        var standing = new List<ListenerState>(marked);
        var later = new List<ListenerState>();
        foreach (var listener in sets)
        {
            var conflict = standing.Select(other => Between(listener, other)).FirstOrDefault(found => found is not null);
            var result = listener with { Conflict = conflict };
            later.Add(result);
            if (conflict is null)
            {
                standing.Add(result);
            }
        }

        var all = marked.Concat(later).ToList();
        ListenerState Overlapping(ListenerState listener) => listener with { Overlaps = all.Any(other => !ReferenceEquals(other, listener) && Overlap(listener, other)) };
        return ([.. marked.Select(Overlapping)], [.. later.Select(Overlapping)]);
    }

    private static ListenerConflict? Between(ListenerState listener, ListenerState other)
    {
        if (listener.Port != other.Port || listener.Protocol is not { } protocol || other.Protocol is not { } otherProtocol)
        {
            return null;
        }

        if (protocol == ListenerProtocol.Udp != (otherProtocol == ListenerProtocol.Udp))
        {
            return null;
        }

        var isStream = protocol is ListenerProtocol.Tcp or ListenerProtocol.Udp;
        if (isStream != (otherProtocol is ListenerProtocol.Tcp or ListenerProtocol.Udp))
        {
            return new(Reasons.ProtocolConflict, Conditions.OtherProtocol(listener.Port, listener.Spec.Protocol ?? ""));
        }

        if (!isStream && listener.Hostname != other.Hostname)
        {
            return null;
        }

        return protocol == otherProtocol
            ? new(Reasons.HostnameConflict, Conditions.SameHostname(listener.Port, listener.Hostname))
            : new(Reasons.ProtocolConflict, Conditions.OtherProtocol(listener.Port, listener.Spec.Protocol ?? ""));
    }

    // One TLS connection can carry requests for both where a certificate covers both names.
    private static bool Overlap(ListenerState listener, ListenerState other) =>
        listener.Conflict is null && other.Conflict is null && listener.Port == other.Port && listener.TerminatesTls && other.TerminatesTls &&
        Hostnames.Intersect(listener.Hostname, other.Hostname) is not null;
}
