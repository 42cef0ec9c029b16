using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LocalCluster.Dns;

/// <summary>Serves the cluster's names on UDP and TCP.</summary>
internal sealed class DnsServer : IDisposable
{
    private const int FallbackPort = 10_053;
    private const int MaxMessage = 4096;
    private static readonly TimeSpan TcpLimit = TimeSpan.FromSeconds(5);

    private readonly ClusterNames _names;
    private readonly Func<IPEndPoint, IPEndPoint, ValueTask<string?>> _namespaceOf;
    private readonly Socket _udp;
    private readonly Socket _tcp;

    private DnsServer(ClusterNames names, Func<IPEndPoint, IPEndPoint, ValueTask<string?>> namespaceOf, Socket udp, Socket tcp)
    {
        _names = names;
        _namespaceOf = namespaceOf;
        _udp = udp;
        _tcp = tcp;
    }

    public IPEndPoint EndPoint => (IPEndPoint)_udp.LocalEndPoint!;

    /// <summary>Binds port 53, or a higher one where that takes rights we do not have.</summary>
    /// <param name="names">Who answers.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="namespaceOf">The namespace of the pod at the other end of a conversation; only asked for short names.</param>
    /// <exception cref="SocketException">Neither port can be bound.</exception>
    public static DnsServer Start(ClusterNames names, IPAddress address, Func<IPEndPoint, IPEndPoint, ValueTask<string?>> namespaceOf)
    {
        try
        {
            return Bind(names, new IPEndPoint(address, 53), namespaceOf);
        }
        catch (SocketException)
        {
            return Bind(names, new IPEndPoint(address, FallbackPort), namespaceOf);
        }
    }

    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(ServeUdpAsync(cancel), ServeTcpAsync(cancel));

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private static DnsServer Bind(ClusterNames names, IPEndPoint endPoint, Func<IPEndPoint, IPEndPoint, ValueTask<string?>> namespaceOf)
    {
        var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            udp.Bind(endPoint);
            tcp.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            tcp.Bind(endPoint);
            tcp.Listen();
            return new DnsServer(names, namespaceOf, udp, tcp);
        }
        catch (SocketException)
        {
            udp.Dispose();
            tcp.Dispose();
            throw;
        }
    }

    private async Task ServeUdpAsync(CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxMessage];
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, any, cancel).ConfigureAwait(false);
                var peer = (IPEndPoint)received.RemoteEndPoint;
                if (DnsMessage.Read(buffer.AsSpan(0, received.ReceivedBytes)) is { } question)
                {
                    byte[] answer = await AnswerAsync(question, peer, DnsMessage.MaxUdp).ConfigureAwait(false);
                    await _udp.SendToAsync(answer, SocketFlags.None, peer, cancel).ConfigureAwait(false);
                }
            }
            catch (SocketException)
            {
                // A client that went away before its answer came.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeTcpAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                Socket client = await _tcp.AcceptAsync(cancel).ConfigureAwait(false);
                _ = ServeClientAsync(client, cancel);
            }
            catch (SocketException)
            {
                // The client gave up while it waited to be accepted.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeClientAsync(Socket client, CancellationToken cancel)
    {
        using (client)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(TcpLimit);
                using var stream = new NetworkStream(client);
                byte[] head = new byte[2];
                while (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false) == 2)
                {
                    byte[] message = new byte[Math.Min(MaxMessage, (int)BinaryPrimitives.ReadUInt16BigEndian(head))];
                    await stream.ReadExactlyAsync(message, limit.Token).ConfigureAwait(false);
                    if (DnsMessage.Read(message) is not { } question)
                    {
                        return;
                    }

                    byte[] answer = await AnswerAsync(question, (IPEndPoint)client.RemoteEndPoint!, ushort.MaxValue).ConfigureAwait(false);
                    BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)answer.Length);
                    await stream.WriteAsync((byte[])[.. head, .. answer], limit.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Its problem, not ours.
            }
        }
    }

    private async ValueTask<byte[]> AnswerAsync(DnsQuestion question, IPEndPoint peer, int limit)
    {
        string? ns = question.Name.Contains('.', StringComparison.Ordinal) ? null : await _namespaceOf(peer, EndPoint).ConfigureAwait(false);
        return DnsMessage.Write(question, _names.Resolve(question, ns), limit);
    }
}
