using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Sluice.Proxy.Connections;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// A client connection as Kestrel sees it: a pipe over the stream, with the bytes first that were read before the hand-over.
/// TLS is not announced as a feature: Kestrel's endpoints are chosen by protocol, and the application knows the connection itself.
/// </summary>
internal sealed class HandoverConnection : DefaultConnectionContext
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientConnection _client;

    public HandoverConnection(ClientConnection client, ReadOnlyMemory<byte> received, string id)
        : base(id)
    {
        _client = client;
        Stream stream = received.IsEmpty ? client.Stream : new PrefixedStream(received, client.Stream);
        Transport = new StreamPipe(
            PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 8192, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: received.IsEmpty)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 4096, leaveOpen: true)));
        LocalEndPoint = client.Local;
        RemoteEndPoint = client.Remote;
        Features.Set(client);
    }

    /// <summary>Completes when Kestrel has finished with the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Finish the requests under way, take no more.</summary>
    public void RequestClose() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _client.Abort();
        base.Abort(abortReason);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _closed.TrySetResult();
    }

    private sealed class StreamPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
