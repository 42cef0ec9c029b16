using System.Net.WebSockets;
using Sluice.LocalCluster.ApiServer.Pods.Spdy;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>Exec and attach over SPDY, as clients before the WebSocket protocol speak it: a stream per channel.</summary>
internal sealed class SpdyExec(ExecRequest request) : IExecSession
{
    private const string Newest = "v4.channel.k8s.io";
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, SpdyStream> _streams = new(StringComparer.Ordinal);
    private readonly TerminalResizes _sizes = new();
    private bool _completed;

    public Stream? Stdin => _streams.GetValueOrDefault("stdin")?.Input;

    public Action<TerminalSize>? Resized
    {
        get => _sizes.Listener;
        set => _sizes.Listener = value;
    }

    public static string? Choose(IEnumerable<string> offered) => offered.Contains(Newest) ? Newest : null;

    public async Task RunAsync(Stream transport, INodeAgentEndpoint agent, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var session = new SpdySession(transport);
        Task reading = session.RunAsync(stop.Token);
        _ = reading.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token))
            {
                limit.CancelAfter(OpenLimit);
                await OpenAsync(session, limit.Token).ConfigureAwait(false);
            }

            Task sizes = SizesAsync(stop.Token);
            await agent.ExecAsync(request, this, stop.Token).ConfigureAwait(false);
            if (!_completed)
            {
                await CompleteAsync(0, null, stop.Token).ConfigureAwait(false);
            }

            foreach (SpdyStream stream in _streams.Values)
            {
                await stream.EndAsync(stop.Token).ConfigureAwait(false);
            }

            // Closing before the client has read everything would reset the connection under it.
            await reading.WaitAsync(OpenLimit, stop.Token).ConfigureAwait(false);
            await sizes.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or WebSocketException or TimeoutException or System.Threading.Channels.ChannelClosedException)
        {
            // The client has gone.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    public ValueTask WriteStdoutAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) => WriteAsync("stdout", data, cancellation);

    public ValueTask WriteStderrAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) => WriteAsync("stderr", data, cancellation);

    public ValueTask CompleteAsync(int exitCode, string? error, CancellationToken cancellation)
    {
        _completed = true;
        return WriteAsync("error", ExecStatus.ToUtf8(exitCode, error), cancellation);
    }

    private async Task OpenAsync(SpdySession session, CancellationToken cancellation)
    {
        int expected = 1 + (request.Stdin ? 1 : 0) + (request.Stdout ? 1 : 0) + (request.Stderr && !request.Tty ? 1 : 0) + (request.Tty ? 1 : 0);
        while (_streams.Count < expected)
        {
            SpdyStream stream = await session.Opened.ReadAsync(cancellation).ConfigureAwait(false);
            _streams[stream.Header("streamType")] = stream;
        }
    }

    private async Task SizesAsync(CancellationToken cancellation)
    {
        if (_streams.GetValueOrDefault("resize") is not { } resize)
        {
            return;
        }

        var buffer = new byte[1024];
        int read;
        while ((read = await resize.Input.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (ExecStatus.Size(buffer.AsSpan(0, read)) is { } size)
            {
                _sizes.Publish(size);
            }
        }
    }

    private ValueTask WriteAsync(string stream, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        _streams.GetValueOrDefault(stream)?.WriteAsync(data, cancellation) ?? ValueTask.CompletedTask;
}
