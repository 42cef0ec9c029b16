using Pulumi;

namespace Sluice;

/// <summary>Ways to make a listener.</summary>
public static class Listener
{
    internal const string HttpProtocol = "HTTP";
    internal const string HttpsProtocol = "HTTPS";
    internal const string TlsProtocol = "TLS";
    internal const string TcpProtocol = "TCP";
    internal const string UdpProtocol = "UDP";
    internal const string Terminate = "Terminate";
    internal const string Passthrough = "Passthrough";

    /// <summary>Plain HTTP.</summary>
    /// <param name="name">The listener's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="routes">Which routes may attach.</param>
    /// <param name="hostname">Only this host, or hosts below <c>*.</c>.</param>
    public static ListenerArgs Http(string name, Input<int> port, AllowedRoutesArgs? routes = null, Input<string>? hostname = null) =>
        new() { Name = name, Port = port, Protocol = HttpProtocol, Routes = routes, Hostname = hostname };

    /// <summary>HTTPS with the certificate of a Secret; see <see cref="TlsListener"/> for certificates made elsewhere.</summary>
    /// <param name="name">The listener's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="certificate">A Secret of type <c>kubernetes.io/tls</c>.</param>
    /// <param name="routes">Which routes may attach.</param>
    /// <param name="hostname">Only this host, or hosts below <c>*.</c>.</param>
    public static ListenerArgs Https(string name, Input<int> port, CertificateRefArgs certificate, AllowedRoutesArgs? routes = null, Input<string>? hostname = null) =>
        new() { Name = name, Port = port, Protocol = HttpsProtocol, TlsMode = Terminate, Certificates = { certificate }, Routes = routes, Hostname = hostname };

    /// <summary>TLS that is passed on unopened; routes choose by the name the client asks for.</summary>
    /// <param name="name">The listener's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="routes">Which routes may attach.</param>
    /// <param name="hostname">Only this host, or hosts below <c>*.</c>.</param>
    public static ListenerArgs TlsPassthrough(string name, Input<int> port, AllowedRoutesArgs? routes = null, Input<string>? hostname = null) =>
        new() { Name = name, Port = port, Protocol = TlsProtocol, TlsMode = Passthrough, Routes = routes, Hostname = hostname };

    /// <summary>TCP connections, whatever they carry.</summary>
    /// <param name="name">The listener's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="routes">Which routes may attach.</param>
    public static ListenerArgs Tcp(string name, Input<int> port, AllowedRoutesArgs? routes = null) =>
        new() { Name = name, Port = port, Protocol = TcpProtocol, Routes = routes };

    /// <summary>UDP datagrams.</summary>
    /// <param name="name">The listener's name.</param>
    /// <param name="port">The port.</param>
    /// <param name="routes">Which routes may attach.</param>
    public static ListenerArgs Udp(string name, Input<int> port, AllowedRoutesArgs? routes = null) =>
        new() { Name = name, Port = port, Protocol = UdpProtocol, Routes = routes };
}
