using System.Globalization;
using System.Net;

namespace Sluice.Conformance.Echo;

/// <summary>The environment of an echo pod, under the names that the official echo image reads.</summary>
internal sealed record EchoOptions
{
    public required Func<string, string?> Environment { private get; init; }

    public string Namespace => Text("NAMESPACE");

    public string Pod => Text("POD_NAME");

    public string Service => Text("SERVICE_NAME");

    public string Ingress => Text("INGRESS_NAME");

    public IPAddress Address => IPAddress.TryParse(Text("POD_IP"), out var address) ? address : IPAddress.Any;

    public ServiceNames Names => new(Has("SLUICE_DNS") ? Text("SLUICE_DNS") : null, Namespace);

    public string? CertificatePath => File("TLS_SERVER_CERT");

    public string? PrivateKeyPath => File("TLS_SERVER_PRIVKEY") ?? File("TLS_SERVER_PRIV_KEY");

    public string? ClientCaPath => File("TLS_CLIENT_CACERTS");

    public bool Has(string name) => Text(name).Length > 0;

    public int Port(string name, int otherwise) => int.TryParse(Text(name), CultureInfo.InvariantCulture, out var port) ? port : otherwise;

    // Mounted files live below the pod's own root where pods are processes.
    private string? File(string name) => Text(name) is { Length: > 0 } path ? Text("SLUICE_POD_ROOT") + path : null;

    private string Text(string name) => Environment(name) ?? "";
}
