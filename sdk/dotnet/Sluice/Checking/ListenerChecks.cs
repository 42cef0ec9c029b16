namespace Sluice.Checking;

/// <summary>Checks of listeners, wherever they are declared.</summary>
internal static class ListenerChecks
{
    private static readonly string[] Protocols =
        [Listener.HttpProtocol, Listener.HttpsProtocol, Listener.TlsProtocol, Listener.TcpProtocol, Listener.UdpProtocol];

    public static void Check(ArgsCheck check, string path, ListenerArgs listener, bool isNamespaceKnown)
    {
        Name(check, $"{path}.name", listener.Name);
        check.Required($"{path}.port", listener.Port, Rules.Port, "Say which port clients connect to.");
        if (listener.Protocol.Length == 0)
        {
            check.Report($"{path}.protocol", Problem.Missing("Say which protocol clients speak, or make the listener with one of the methods of Listener."));
        }
        else
        {
            check.Choice($"{path}.protocol", listener.Protocol, Protocols);
        }

        Hostname(check, path, listener);
        Tls(check, path, listener, isNamespaceKnown);
        Routes(check, $"{path}.routes", listener.Routes);
        RedirectPort(check, $"{path}.redirectHttpPort", listener.RedirectHttpPort);
        if (listener.RedirectHttpPort is not null && listener.Protocol != Listener.HttpsProtocol)
        {
            check.Report($"{path}.redirectHttpPort", Problem.Conflict($"Only HTTPS listeners can be redirected to, this one speaks {listener.Protocol}. Remove the port."));
        }

        ClientValidation(check, $"{path}.clientValidation", listener.ClientValidation);
        if (listener.ClientValidation is not null && listener.Protocol != Listener.HttpsProtocol)
        {
            check.Report($"{path}.clientValidation", Problem.Conflict($"Only HTTPS listeners ask clients for certificates, this one speaks {listener.Protocol}. Remove it."));
        }
    }

    public static void Name(ArgsCheck check, string path, string name)
    {
        if (name.Length == 0)
        {
            check.Report(path, Problem.Missing("Give the listener a name; routes and status refer to it."));
        }
        else
        {
            check.Report(path, Rules.ObjectName(name));
        }
    }

    public static void RedirectPort(ArgsCheck check, string path, int? port)
    {
        if (port is { } value)
        {
            check.Report(path, Rules.Port(value));
        }
    }

    public static void Routes(ArgsCheck check, string path, AllowedRoutesArgs? routes)
    {
        check.Choice($"{path}.from", routes?.From, AllowRoutes.Same, AllowRoutes.All, AllowRoutes.Selector);
        if (routes is { From: AllowRoutes.Selector, NamespaceLabels: null })
        {
            check.Report($"{path}.namespaceLabels", Problem.Missing("Say which labels a namespace needs for its routes to attach."));
        }

        if (routes is { From: not AllowRoutes.Selector, NamespaceLabels: not null })
        {
            check.Report($"{path}.namespaceLabels", Problem.Conflict("Labels choose namespaces only with from Selector. Use AllowRoutes.FromNamespacesWith."));
        }

        for (var i = 0; i < routes?.Kinds.Count; i++)
        {
            check.Choice($"{path}.kinds[{i}]", routes.Kinds[i], Kinds.HttpRoute, Kinds.GrpcRoute, Kinds.TlsRoute, Kinds.TcpRoute, Kinds.UdpRoute);
        }
    }

    public static void ClientValidation(ArgsCheck check, string path, ClientValidationArgs? validation)
    {
        if (validation is null)
        {
            return;
        }

        if (validation.CaConfigMaps.Count == 0)
        {
            check.Report($"{path}.caConfigMaps", Problem.Missing("Name the ConfigMap that holds the trusted certificates under ca.crt."));
        }

        for (var i = 0; i < validation.CaConfigMaps.Count; i++)
        {
            check.Value($"{path}.caConfigMaps[{i}]", validation.CaConfigMaps[i], Rules.ObjectName);
        }

        check.Value($"{path}.mode", validation.Mode, Rules.OneOf("AllowValidOnly", "AllowInsecureFallback"));
    }

    private static void Hostname(ArgsCheck check, string path, ListenerArgs listener)
    {
        if (listener.Hostname is not null && listener.Protocol is Listener.TcpProtocol or Listener.UdpProtocol)
        {
            check.Report($"{path}.hostname", Problem.Conflict($"{listener.Protocol} carries no host name. Remove it."));
        }
        else
        {
            check.Value($"{path}.hostname", listener.Hostname, Rules.Hostname);
        }
    }

    private static void Tls(ArgsCheck check, string path, ListenerArgs listener, bool isNamespaceKnown)
    {
        var isSecure = listener.Protocol is Listener.HttpsProtocol or Listener.TlsProtocol;
        check.Choice($"{path}.tlsMode", listener.TlsMode, Listener.Terminate, Listener.Passthrough);
        if (!isSecure && (listener.TlsMode is not null || listener.Certificates.Count > 0))
        {
            check.Report($"{path}.certificates", Problem.Conflict($"A listener for {listener.Protocol} uses no certificates. Remove them, or make it with Listener.Https."));
        }

        if (isSecure && listener.TlsMode == Listener.Passthrough && (listener.Certificates.Count > 0 || listener.Protocol == Listener.HttpsProtocol))
        {
            check.Report($"{path}.tlsMode", Problem.Conflict("Passed-through TLS is not opened here: use protocol TLS and no certificates."));
        }

        if (isSecure && listener.TlsMode != Listener.Passthrough && listener.Certificates.Count == 0)
        {
            check.Report($"{path}.certificates", Problem.Missing("Name the Secret with the certificate, or put a TlsListener here."));
        }

        for (var i = 0; i < listener.Certificates.Count; i++)
        {
            Certificate(check, $"{path}.certificates[{i}]", listener.Certificates[i], isNamespaceKnown);
        }
    }

    public static void Certificate(ArgsCheck check, string path, CertificateRefArgs certificate, bool isNamespaceKnown)
    {
        check.Required($"{path}.name", certificate.Name, Rules.ObjectName, "Name the Secret.");
        if (certificate.Namespace is not null)
        {
            check.Report($"{path}.namespace", Rules.Namespace(certificate.Namespace));
            if (!isNamespaceKnown && certificate.Grant != false)
            {
                check.Report("namespace", Problem.Missing("A Secret in another namespace needs a ReferenceGrant, and that names this namespace."));
            }
        }
    }
}
