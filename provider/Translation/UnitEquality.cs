using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Translation;

/// <summary>Whether two units say the same. Compiled rules and backends are compared by instance, as the memo gives the same one for the same input.</summary>
internal static class UnitEquality
{
    public static bool Same(ListenerConfig a, ListenerConfig b) =>
        a with { Tls = null } == b with { Tls = null } && (a.Tls, b.Tls) switch
        {
            (null, null) => true,
            ({ } x, { } y) => x.Mode == y.Mode && x.Certificates.SequenceEqual(y.Certificates) && Same(x.ClientValidation, y.ClientValidation),
            _ => false,
        };

    public static bool Same(HttpRouteConfig a, HttpRouteConfig b) =>
        a.Rules == b.Rules && a.CreatedAt == b.CreatedAt && a.TieBreak == b.TieBreak && a.Name == b.Name && a.Source == b.Source && Same(a.Attachments, b.Attachments);

    public static bool Same(StreamRouteConfig a, StreamRouteConfig b) =>
        a.CreatedAt == b.CreatedAt && a.TieBreak == b.TieBreak && a.Name == b.Name && a.Source == b.Source && Same(a.Attachments, b.Attachments) &&
        a.Backends.Select(backend => (backend.Backend, backend.Weight)).SequenceEqual(b.Backends.Select(backend => (backend.Backend, backend.Weight)));

    public static bool Same(BackendConfig a, BackendConfig b) =>
        a.Name == b.Name && a.Source == b.Source && a.Protocol == b.Protocol && a.Failure == b.Failure && a.CircuitBreaker == b.CircuitBreaker &&
        a.Endpoints.SequenceEqual(b.Endpoints) && Same(a.Tls, b.Tls);

    private static bool Same(BackendTls? a, BackendTls? b) => (a, b) switch
    {
        (null, null) => true,
        ({ } x, { } y) => x.ServerName == y.ServerName && x.ClientCertificate == y.ClientCertificate && x.CaBundles.SequenceEqual(y.CaBundles) && x.SubjectAltNames.SequenceEqual(y.SubjectAltNames),
        _ => false,
    };

    private static bool Same(ClientValidation? a, ClientValidation? b) => (a, b) switch
    {
        (null, null) => true,
        ({ } x, { } y) => x.AllowInsecureFallback == y.AllowInsecureFallback && x.CaBundles.SequenceEqual(y.CaBundles),
        _ => false,
    };

    private static bool Same(ImmutableArray<RouteAttachment> a, ImmutableArray<RouteAttachment> b) =>
        a.Length == b.Length && a.Zip(b).All(pair =>
            pair.First.Listener == pair.Second.Listener && pair.First.ClientNamespace == pair.Second.ClientNamespace && pair.First.Hostnames.SequenceEqual(pair.Second.Hostnames));
}
