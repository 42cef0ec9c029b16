using Pulumi;

namespace Sluice.Checking;

/// <summary>Checks of a TLS listener's arguments.</summary>
internal static class TlsListenerChecks
{
    public static ArgsCheck Check(string name, TlsListenerArgs args)
    {
        var check = new ArgsCheck();
        ListenerChecks.Name(check, "listenerName", args.ListenerName ?? name);
        check.Value("namespace", args.Namespace, Rules.Namespace);
        check.Value("hostname", args.Hostname, Rules.Hostname);
        check.Value("port", args.Port, Rules.Port);
        check.Choice("mode", args.Mode, Listener.Terminate, Listener.Passthrough);
        ListenerChecks.Routes(check, "routes", args.Routes);
        ListenerChecks.RedirectPort(check, "redirectHttpPort", args.RedirectHttpPort);
        ListenerChecks.ClientValidation(check, "clientValidation", args.ClientValidation);
        Placement(check, args);
        if (args.Mode == Listener.Passthrough)
        {
            Passthrough(check, args);
        }
        else
        {
            Certificate(check, args);
        }

        return check;
    }

    private static void Placement(ArgsCheck check, TlsListenerArgs args)
    {
        if (args.GatewayNamespace is not null)
        {
            check.Report("gatewayNamespace", Rules.Namespace(args.GatewayNamespace));
            if (args.Namespace is null)
            {
                check.Report("namespace", Problem.Missing("The gateway is in another namespace, so say which one the certificate is in."));
            }

            if (args.Gateway is not null)
            {
                check.Report("gatewayNamespace", Problem.Conflict("With gateway, the listener and its certificate live in namespace. Remove gatewayNamespace."));
            }
        }

        if (args.Gateway is not null)
        {
            RouteChecks.Parent(check, "gateway", args.Gateway);
            if (args.ClientValidation is not null)
            {
                check.Report("clientValidation", Problem.Conflict("The gateway's owner decides which client certificates are accepted. Set it in the SharedGateway's own listener."));
            }
        }
    }

    private static void Passthrough(ArgsCheck check, TlsListenerArgs args)
    {
        if (args.Certificate is not null)
        {
            check.Report("certificate", Problem.Conflict("Passed-through TLS is not opened here, the backend holds the certificate. Remove it, or use mode Terminate."));
        }

        if (args.RedirectHttpPort is not null)
        {
            check.Report("redirectHttpPort", Problem.Conflict("Only listeners that end TLS can be redirected to. Remove it, or use mode Terminate."));
        }
    }

    private static void Certificate(ArgsCheck check, TlsListenerArgs args)
    {
        var sources = new object?[] { args.Certificate?.Pem, args.Certificate?.Secret, args.Certificate?.Issuer }.Count(source => source is not null);
        if (sources != 1)
        {
            check.Report("certificate", sources == 0
                ? Problem.Missing("Give the listener its certificate: Certificate.FromPem, FromSecret or FromIssuer.")
                : Problem.Conflict("A certificate has one source, this one has several. Use one of Certificate.FromPem, FromSecret and FromIssuer."));
            return;
        }

        if (args.Certificate!.Pem is { } pem)
        {
            check.Required("certificate.pem.certificate", pem.Certificate, Pem.Certificate, "Give the certificate as PEM text.");
            check.Required("certificate.pem.privateKey", pem.PrivateKey, Pem.PrivateKey, "Give the private key as PEM text.");
            if (pem is { Certificate: not null, PrivateKey: not null })
            {
                check.Value<(string Certificate, string PrivateKey)>(
                    "certificate.pem.privateKey", Output.Tuple(pem.Certificate, pem.PrivateKey), pair => Pem.Pair(pair.Certificate, pair.PrivateKey));
            }
        }
        else if (args.Certificate.Secret is { } secret)
        {
            ListenerChecks.Certificate(check, "certificate.secret", secret, args.Namespace is not null);
        }
        else if (args.Certificate.Issuer is { } issuer)
        {
            check.Required("certificate.issuer.name", issuer.Name, Rules.ObjectName, "Name the issuer.");
            if (args.Hostname is null)
            {
                check.Report("hostname", Problem.Missing("An issuer has to know the host the certificate is for."));
            }
        }
    }
}
