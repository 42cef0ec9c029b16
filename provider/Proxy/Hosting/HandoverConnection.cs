using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Proxy.Connections;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// A client connection as Kestrel sees it: a pipe over the stream, with the bytes first that were read before the hand-over.
/// TLS is not announced as a feature: Kestrel's endpoints are chosen by protocol, and the application knows the connection itself.
/// </summary>
internal sealed class HandoverConnection : ConnectionContext
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Never disposed: it holds no timer, and Abort may come at any time, even after the end.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _aborted = new();
#pragma warning restore CA2213
    private readonly ClientConnection _client;

    public HandoverConnection(ClientConnection client, ReadOnlyMemory<byte> received, string id)
    {
        _client = client;
        ConnectionId = id;
        Stream stream = received.IsEmpty ? client.Stream : new PrefixedStream(received, client.Stream);
        Transport = new StreamPipe(
            PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 8192, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: received.IsEmpty)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 4096, leaveOpen: true)));
        LocalEndPoint = client.Local;
        RemoteEndPoint = client.Remote;
        ConnectionClosed = _aborted.Token;
        Features.Set(client);
    }

    public override string ConnectionId { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <summary>Completes when Kestrel has finished with the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Finish the requests under way, take no more.</summary>
    public void RequestClose() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    /// <summary>The client is gone: requests under way are cancelled.</summary>
    public void NoteClientGone() => ThreadPool.UnsafeQueueUserWorkItem(static aborted => aborted.Cancel(), _aborted, preferLocal: false);

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _client.Abort();
        NoteClientGone();
    }

    public override ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        return base.DisposeAsync();
    }

    private sealed class StreamPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
