using System.Net.Sockets;
using System.Text;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Tls;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Connections;

/// <summary>
/// A connection to a captured Service port, which may carry anything: (1) wait a moment for the client's first bytes; (2) where it stays
/// silent, connect to a backend, for it may be the one to speak first; (3) HTTP goes to the HTTP engines, which match every request anew,
/// everything else is relayed.
/// </summary>
internal sealed class MeshConnection(ClientConnection client, ProxyRuntime runtime, ConnectionPipeline pipeline)
{
    /// <summary>Clients that speak first do so at once; the wait spares them a connection that would not be used.</summary>
    private static readonly TimeSpan FirstBytesTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A request line comes in one piece or nearly so; what is still undecided after this is passed on.</summary>
    private static readonly TimeSpan RequestLineTime = TimeSpan.FromSeconds(1);

    public async Task RunAsync(PeekBuffer peeked)
    {
        // A connection may be opened long before its first request.
        client.Disarm();
        TcpSession? waiting = null;
        try
        {
            var readable = ClientReadableAsync();
            if (!await WithinAsync(readable, FirstBytesTime).ConfigureAwait(false))
            {
                if (Route() is not { } route || await OpenAsync(route).ConfigureAwait(false) is not { } session)
                {
                    return;
                }

                waiting = session;
                if (await Task.WhenAny(readable, session.UpstreamReadableAsync()).ConfigureAwait(false) != readable)
                {
                    waiting = null;
                    await session.RelayAsync(default).ConfigureAwait(false);
                    return;
                }
            }

            await readable.ConfigureAwait(false);
            var speech = await ReadAsync(peeked).ConfigureAwait(false);
            if (speech != ClientSpeech.Http)
            {
                var open = waiting;
                waiting = null;
                await RelayAsync(open, speech, peeked).ConfigureAwait(false);
                return;
            }
        }
        finally
        {
            waiting?.Close();
        }

        client.Engine = null;
        client.Arm(runtime.Limits.HeadTimeout);
        await pipeline.RunClearTextAsync(client, peeked).ConfigureAwait(false);
    }

    private async Task<ClientSpeech> ReadAsync(PeekBuffer peeked)
    {
        var speech = ClientSpeech.Undecided;
        while (speech == ClientSpeech.Undecided)
        {
            if (!await WithinAsync(ClientReadableAsync(), RequestLineTime).ConfigureAwait(false) || !await peeked.ReadAsync().ConfigureAwait(false))
            {
                return ClientSpeech.Other;
            }

            speech = FirstBytes.Read(peeked.Received.Span);
        }

        return speech;
    }

    private async Task RelayAsync(TcpSession? open, ClientSpeech speech, PeekBuffer peeked)
    {
        if (speech == ClientSpeech.Tls && Listener is { } listener && listener.RoutesByServerName(ClientNamespace))
        {
            open?.Close();
            if (await ServerNameAsync(peeked).ConfigureAwait(false) is { } name && listener.MatchServerName(Encoding.ASCII.GetBytes(name), ClientNamespace) is { } byName)
            {
                await new TcpSession(client, runtime).RunAsync(byName, peeked.Take()).ConfigureAwait(false);
            }
            else
            {
                runtime.Metrics.HandshakeFailed();
            }

            return;
        }

        if (open is null)
        {
            open = Route() is { } route ? await OpenAsync(route).ConfigureAwait(false) : null;
        }

        if (open is not null)
        {
            await open.RelayAsync(peeked.Take()).ConfigureAwait(false);
        }
    }

    /// <summary>Null: no ClientHello came.</summary>
    private async Task<string?> ServerNameAsync(PeekBuffer peeked)
    {
        client.Arm(runtime.Limits.HandshakeTimeout);
        ClientHello hello;
        ClientHelloStatus status;
        while ((status = ClientHello.TryParse(peeked.Received.Span, out hello)) == ClientHelloStatus.Incomplete)
        {
            if (peeked.Received.Length >= ProxyDefaults.ClientHelloBytes || !await peeked.ReadAsync().ConfigureAwait(false))
            {
                return null;
            }
        }

        return status == ClientHelloStatus.Invalid ? null : hello.ServerName;
    }

    private CompiledListener? Listener => runtime.State.Snapshot.Port(client.Port)?.MeshListener;

    private string? ClientNamespace => runtime.State.Clients.NamespaceOf(client.Remote.Address);

    private CompiledStreamRoute? Route() => Listener?.StreamRoute(ClientNamespace);

    private async Task<TcpSession?> OpenAsync(CompiledStreamRoute route)
    {
        var session = new TcpSession(client, runtime);
        return await session.OpenAsync(route).ConfigureAwait(false) ? session : null;
    }

    // Completes also where the client has closed.
    private Task<int> ClientReadableAsync() => client.Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).AsTask();

    private async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var cancel = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(limit, runtime.Time, cancel.Token)).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        return first == task;
    }
}
