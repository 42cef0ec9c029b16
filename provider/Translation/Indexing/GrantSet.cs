using System.Collections.Immutable;
using Sluice.GatewayApi;

namespace Sluice.Translation.Indexing;

/// <summary>The ReferenceGrants of one namespace. A referrer and a target have to be named by the same grant.</summary>
internal sealed class GrantSet(ImmutableArray<ReferenceGrant> grants)
{
    public static readonly GrantSet Empty = new([]);

    public ImmutableArray<ReferenceGrant> Grants { get; } = grants;

    public bool Allows(Referrer from, string toGroup, string toKind, string toName) =>
        Grants.Any(grant =>
            (grant.Spec?.From ?? []).Any(entry => (entry.Group ?? "") == from.Group && entry.Kind == from.Kind && entry.Namespace == from.Namespace) &&
            (grant.Spec?.To ?? []).Any(entry => (entry.Group ?? "") == toGroup && entry.Kind == toKind && (string.IsNullOrEmpty(entry.Name) || entry.Name == toName)));
}

/// <summary>Who refers.</summary>
internal readonly record struct Referrer(string Group, string Kind, string Namespace);
