using System.Collections.Immutable;
using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>Listeners of gateways and listener sets.</summary>
internal static class GatewayListeners
{
    /// <summary>The listeners, and beside each that wants it the plain one that redirects to it.</summary>
    public static InputList<GatewayListenerArgs> Of(IEnumerable<ListenerArgs> listeners) =>
        listeners.SelectMany(listener => listener.RedirectHttpPort is { } port ? [Listener(listener), PlainTwin(listener, port)] : new[] { Listener(listener) }).ToArray();

    /// <summary>The names of the listeners <see cref="Of"/> makes.</summary>
    public static IEnumerable<string> Names(IEnumerable<ListenerArgs> listeners) =>
        listeners.SelectMany(listener => listener.RedirectHttpPort is null ? [listener.Name] : new[] { listener.Name, PlainName(listener) });

    /// <summary>The routes that send requests of the plain listeners to the encrypted ones.</summary>
    public static ImmutableArray<Named<HTTPRouteArgs>> Redirects(Gate gate, string owner, IEnumerable<ListenerArgs> listeners, ParentArgs parent, bool? skipAwait) =>
        [.. listeners.Where(listener => listener.RedirectHttpPort is not null).Select(listener => Redirect(gate, owner, listener, parent, skipAwait))];

    /// <summary>Grants for certificates that live elsewhere, one per namespace.</summary>
    public static ImmutableArray<Named<ReferenceGrantArgs>> CertificateGrants(
        Gate gate, string owner, string ownerKind, Input<string>? ownerNamespace, IEnumerable<ListenerArgs> listeners)
    {
        return
        [
            .. listeners
                .SelectMany(listener => listener.Certificates)
                .Where(certificate => certificate.Namespace is not null && certificate.Grant != false)
                .GroupBy(certificate => certificate.Namespace!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => References.Grant(
                    gate, $"{owner}-{group.Key}", group.Key, ownerKind, ownerNamespace!,
                    [.. group.Select(certificate => new ReferenceGrantToArgs { Group = Kinds.CoreGroup, Kind = Kinds.Secret, Name = certificate.Name })])),
        ];
    }

    private static GatewayListenerArgs Listener(ListenerArgs listener)
    {
        var made = new GatewayListenerArgs
        {
            Name = listener.Name,
            Port = listener.Port,
            Protocol = listener.Protocol,
            Hostname = listener.Hostname,
            AllowedRoutes = AllowedRoutes(listener.Routes),
        };
        if (listener.Protocol is Sluice.Listener.HttpsProtocol or Sluice.Listener.TlsProtocol)
        {
            var tls = new ListenerTLSConfigArgs { Mode = listener.TlsMode ?? Sluice.Listener.Terminate };
            if (Lists.OrNone(listener.Certificates.Select(Certificate)) is { } certificates)
            {
                tls.CertificateRefs = certificates;
            }

            if (listener.TlsOptions is not null)
            {
                tls.Options = listener.TlsOptions;
            }

            made.Tls = tls;
        }

        return made;
    }

    private static string PlainName(ListenerArgs listener) => $"{listener.Name}-redirect";

    private static GatewayListenerArgs PlainTwin(ListenerArgs listener, int port) => new()
    {
        Name = PlainName(listener),
        Port = port,
        Protocol = Sluice.Listener.HttpProtocol,
        Hostname = listener.Hostname,
        AllowedRoutes = AllowedRoutes(AllowRoutes.FromSameNamespace()),
    };

    private static Named<HTTPRouteArgs> Redirect(Gate gate, string owner, ListenerArgs listener, ParentArgs parent, bool? skipAwait)
    {
        var name = $"{owner}-{PlainName(listener)}";
        var section = new ParentArgs { Kind = parent.Kind, Name = parent.Name, Namespace = parent.Namespace, Listener = PlainName(listener) };
        var redirect = new HTTPRequestRedirectFilterArgs
        {
            Scheme = "https",
            StatusCode = 301,
            Port = listener.Port,
        };
        return new(name, new HTTPRouteArgs
        {
            Metadata = Metadata.Of(gate, name, parent.Namespace).WaitingFor(Waits.Route(1), skipAwait),
            Spec = new HTTPRouteSpecArgs
            {
                ParentRefs = new[] { References.Parent(section) },
                Rules = new[] { new HTTPRouteRuleArgs { Filters = new[] { new HTTPRouteFilterArgs { Type = "RequestRedirect", RequestRedirect = redirect } } } },
            },
        });
    }

    private static SecretObjectReferenceArgs Certificate(CertificateRefArgs certificate) => new()
    {
        Group = Kinds.CoreGroup,
        Kind = Kinds.Secret,
        Name = certificate.Name,
        Namespace = certificate.OwnNamespace ?? Optional.Of(certificate.Namespace),
    };

    private static Crds.Types.Inputs.Gateway.V1.AllowedRoutesArgs AllowedRoutes(Sluice.AllowedRoutesArgs? routes)
    {
        var namespaces = new RouteNamespacesArgs { From = routes?.From ?? AllowRoutes.Same };
        if (routes?.NamespaceLabels is not null)
        {
            namespaces.Selector = new LabelSelectorArgs { MatchLabels = routes.NamespaceLabels };
        }

        var allowed = new Crds.Types.Inputs.Gateway.V1.AllowedRoutesArgs { Namespaces = namespaces };
        if (routes is not null && Lists.OrNone(routes.Kinds.Select(kind => new RouteGroupKindArgs { Group = Kinds.GatewayGroup, Kind = kind })) is { } kinds)
        {
            allowed.Kinds = kinds;
        }

        return allowed;
    }
}
