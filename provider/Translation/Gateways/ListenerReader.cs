using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;

namespace Sluice.Translation.Gateways;

/// <summary>Reads listeners of Gateways and ListenerSets.</summary>
internal static class ListenerReader
{
    public const string Group = "gateway.networking.k8s.io";

    public static ListenerState Read(GatewayListener spec, int index, ListenerOwner owner, KubernetesObject source, Gateway gateway, TranslationMemo memo)
    {
        ListenerProtocol? protocol = spec.Protocol switch
        {
            "HTTP" => ListenerProtocol.Http,
            "HTTPS" => ListenerProtocol.Https,
            "TLS" => ListenerProtocol.Tls,
            "TCP" => ListenerProtocol.Tcp,
            "UDP" => ListenerProtocol.Udp,
            _ => null,
        };
        var (supported, invalid) = Kinds(spec, protocol);
        var state = new ListenerState
        {
            Owner = owner,
            Gateway = gateway.Key(),
            Spec = spec,
            Name = spec.Name ?? $"{index}",
            Port = spec.Port ?? 0,
            Protocol = protocol,
            Hostname = (spec.Hostname ?? "").ToLowerInvariant(),
            SupportedKinds = supported,
            InvalidKinds = invalid,
        };
        if (state.TerminatesTls)
        {
            state = state with { Certificates = memo.Get("listener-certificates", gateway.Key(), state.UnitName, source, lookup => Certificates(spec, owner, lookup)) };
        }

        return protocol == ListenerProtocol.Https && FrontendOf(gateway, state.Port) is { } validation
            ? state with { ClientValidation = memo.Get("frontend-validation", gateway.Key(), $"{state.Port}", gateway, lookup => Validation(validation, gateway, lookup)) }
            : state;
    }

    private static (ImmutableArray<string> Supported, ImmutableArray<string> Invalid) Kinds(GatewayListener spec, ListenerProtocol? protocol)
    {
        ImmutableArray<string> possible = protocol switch
        {
            ListenerProtocol.Http or ListenerProtocol.Https => ["HTTPRoute", "GRPCRoute"],
            ListenerProtocol.Tls => ["TLSRoute"],
            ListenerProtocol.Tcp => ["TCPRoute"],
            ListenerProtocol.Udp => ["UDPRoute"],
            _ => [],
        };
        var asked = spec.AllowedRoutes?.Kinds ?? [];
        if (asked.Count == 0 || protocol is null)
        {
            return (possible, []);
        }

        bool IsPossible(RouteGroupKind kind) => (kind.Group ?? Group) == Group && possible.Contains(kind.Kind ?? "");
        return (
            [.. asked.Where(IsPossible).Select(kind => kind.Kind!).Distinct()],
            [.. asked.Where(kind => !IsPossible(kind)).Select(kind => (kind.Group ?? Group) == Group ? kind.Kind ?? "" : $"{kind.Kind}.{kind.Group}").Distinct()]);
    }

    private static ListenerCertificates Certificates(GatewayListener spec, ListenerOwner owner, Lookup lookup)
    {
        var references = spec.Tls?.CertificateRefs ?? [];
        if (references.Count == 0)
        {
            return new ListenerCertificates { Reason = Reasons.InvalidCertificateRef, Message = Conditions.CertificateMissing };
        }

        var usable = ImmutableArray.CreateBuilder<CertificateConfig>();
        (string Reason, string Message)? problem = null;
        for (var i = 0; i < references.Count; i++)
        {
            var found = SecretReferences.Follow(references[i], owner.Key.Namespace, new Referrer(Group, owner.Kind, owner.Key.Namespace), lookup);
            if (found.Certificate is { } certificate)
            {
                usable.Add(certificate);
            }
            else
            {
                // A missing permission is told before anything about the target.
                var next = found.IsPermitted
                    ? (Reasons.InvalidCertificateRef, Conditions.CertificateInvalid(i, found.Problem!))
                    : (Reasons.RefNotPermitted, Conditions.CertificateNotPermitted(i, found.Key));
                problem = problem is null || (next.Item1 == Reasons.RefNotPermitted && problem.Value.Reason != Reasons.RefNotPermitted) ? next : problem;
            }
        }

        return new ListenerCertificates { Usable = usable.ToImmutable(), Reason = problem?.Reason, Message = problem?.Message ?? "" };
    }

    private static (FrontendTLSValidation Validation, string Field)? FrontendOf(Gateway gateway, int port)
    {
        var frontend = gateway.Spec?.Tls?.Frontend;
        var perPort = frontend?.PerPort ?? [];
        for (var i = 0; i < perPort.Count; i++)
        {
            if (perPort[i].Port == port)
            {
                // An entry of the port replaces the default, also where it asks for nothing.
                return perPort[i].Tls?.Validation is { } own ? (own, $"spec.tls.frontend.perPort[{i}].tls.validation") : null;
            }
        }

        return frontend?.Default?.Validation is { } validation ? (validation, "spec.tls.frontend.default.validation") : null;
    }

    private static FrontendValidation Validation((FrontendTLSValidation Validation, string Field) frontend, Gateway gateway, Lookup lookup)
    {
        var home = gateway.Metadata?.Namespace ?? "";
        var references = (frontend.Validation.CaCertificateRefs ?? []).Select((reference, i) => new CaReference(
            $"{frontend.Field}.caCertificateRefs[{i}]",
            reference.Group ?? "",
            reference.Kind ?? "",
            new ObjectKey(string.IsNullOrEmpty(reference.Namespace) ? home : reference.Namespace, reference.Name ?? "")));
        return new FrontendValidation(
            CaReferences.Resolve(references, lookup, new Referrer(Group, "Gateway", home), Reasons.InvalidCaCertificateKind),
            frontend.Validation.Mode == "AllowInsecureFallback");
    }
}
