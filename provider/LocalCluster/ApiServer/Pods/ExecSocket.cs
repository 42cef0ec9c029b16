using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>Exec over a WebSocket: binary frames whose first byte is the channel.</summary>
internal sealed class ExecSocket : IExecSession, IDisposable
{
    private const byte StdinChannel = 0;
    private const byte StdoutChannel = 1;
    private const byte StderrChannel = 2;
    private const byte ErrorChannel = 3;
    private const byte ResizeChannel = 4;
    private const byte CloseChannel = 255;
    private const string Newest = "v5.channel.k8s.io";
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private static readonly string[] Protocols = [Newest, "v4.channel.k8s.io"];

    private readonly WebSocket _socket;
    private readonly ExecRequest _request;
    private readonly bool _canCloseStdin;
    private readonly Pipe _stdin = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TerminalResizes _sizes = new();
    private bool _completed;

    public ExecSocket(WebSocket socket, string protocol, ExecRequest request)
    {
        _socket = socket;
        _request = request;
        _canCloseStdin = protocol == Newest;
        Stdin = request.Stdin ? _stdin.Reader.AsStream() : null;
    }

    public Stream? Stdin { get; }

    public Action<TerminalSize>? Resized
    {
        get => _sizes.Listener;
        set => _sizes.Listener = value;
    }

    public static string? Choose(IList<string> offered) => Protocols.FirstOrDefault(offered.Contains);

    public async Task RunAsync(INodeAgentEndpoint agent, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = ReceiveAsync(stop);
        try
        {
            // Clients take the first frame as the sign that the streams are up.
            await SendAsync(StdoutChannel, default, stop.Token).ConfigureAwait(false);
            await agent.ExecAsync(_request, this, stop.Token).ConfigureAwait(false);
            if (!_completed)
            {
                await CompleteAsync(0, null, stop.Token).ConfigureAwait(false);
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop.Token).ConfigureAwait(false);

            // Whoever closes with unread bytes in the socket resets the connection, and the client loses what it has not read yet.
            await receiving.WaitAsync(CloseLimit, aborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or TimeoutException)
        {
            // The client has gone.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(CancellationTokenSource stop)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            byte channel = 0;
            var first = true;
            while (true)
            {
                var frame = await _socket.ReceiveAsync(buffer.AsMemory(), stop.Token).ConfigureAwait(false);
                if (frame.MessageType == WebSocketMessageType.Close)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    break;
                }

                var data = buffer.AsMemory(0, frame.Count);
                if (first && frame.Count > 0)
                {
                    channel = data.Span[0];
                    data = data[1..];
                }

                first = frame.EndOfMessage;
                if (channel == StdinChannel && data.Length > 0)
                {
                    await _stdin.Writer.WriteAsync(data, stop.Token).ConfigureAwait(false);
                }
                else if (channel == ResizeChannel && data.Length > 0 && ExecStatus.Size(data.Span) is { } size)
                {
                    _sizes.Publish(size);
                }
                else if (channel == CloseChannel && _canCloseStdin && data.Length > 0 && data.Span[0] == StdinChannel)
                {
                    await _stdin.Writer.CompleteAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Over.
        }

        await _stdin.Writer.CompleteAsync().ConfigureAwait(false);
    }

    public ValueTask WriteStdoutAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        _request.Stdout ? SendAsync(StdoutChannel, data, cancellation) : ValueTask.CompletedTask;

    public ValueTask WriteStderrAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        _request.Stderr ? SendAsync(StderrChannel, data, cancellation) : ValueTask.CompletedTask;

    public ValueTask CompleteAsync(int exitCode, string? error, CancellationToken cancellation)
    {
        _completed = true;
        return SendAsync(ErrorChannel, ExecStatus.ToUtf8(exitCode, error), cancellation);
    }

    public void Dispose() => _sending.Dispose();

    private async ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var frame = new byte[data.Length + 1];
        frame[0] = channel;
        data.CopyTo(frame.AsMemory(1));
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
