using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>All listeners that share a port and transport.</summary>
public sealed class CompiledPort
{
    private readonly HostMap<CompiledListener> _clearText;
    private readonly HostMap<CompiledListener> _tls;

    internal CompiledPort(int port, bool isUdp, ImmutableArray<CompiledListener> listeners, HostMap<CompiledListener> clearText, HostMap<CompiledListener> tls)
    {
        Port = port;
        IsUdp = isUdp;
        Listeners = listeners;
        _clearText = clearText;
        _tls = tls;
    }

    /// <summary>As the proxy binds it.</summary>
    public int Port { get; }

    public bool IsUdp { get; }

    /// <summary>Sorted by name.</summary>
    public ImmutableArray<CompiledListener> Listeners { get; }

    /// <summary>True where a ClientHello is expected (HTTPS or TLS listeners).</summary>
    public bool ExpectsTls => !_tls.IsEmpty;

    /// <summary>True where clear-text HTTP is served.</summary>
    public bool ServesHttp => !_clearText.IsEmpty;

    /// <summary>The TCP or UDP listener of this port, which has no hostnames.</summary>
    public CompiledListener? StreamListener =>
        Listeners.FirstOrDefault(listener => listener.Config.Protocol is ListenerProtocol.Tcp or ListenerProtocol.Udp);

    /// <summary>The listener of a captured Service port, which has its port for itself.</summary>
    public CompiledListener? MeshListener => Listeners is [{ Config.Protocol: ListenerProtocol.Mesh } mesh, ..] ? mesh : null;

    /// <summary>The clear-text listener whose hostname covers the host most specifically; only its routes count (listener isolation).</summary>
    public CompiledListener? ForHost(ReadOnlySpan<byte> host) => _clearText.FindBest(host);

    /// <summary>The HTTPS or TLS listener for an SNI; empty stands for a ClientHello without one. Null: refuse the connection.</summary>
    public CompiledListener? ForServerName(ReadOnlySpan<byte> serverName) => _tls.FindBest(serverName);
}
