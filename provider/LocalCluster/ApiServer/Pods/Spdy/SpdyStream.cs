using System.IO.Pipelines;

namespace Sluice.LocalCluster.ApiServer.Pods.Spdy;

/// <summary>One stream that the client opened on a <see cref="SpdySession"/>.</summary>
internal sealed class SpdyStream
{
    private readonly SpdySession _session;
    private readonly Pipe _received = new();
    private int _ended;

    public SpdyStream(SpdySession session, uint id, IReadOnlyDictionary<string, string> headers)
    {
        _session = session;
        Id = id;
        Headers = headers;
        Input = _received.Reader.AsStream();
    }

    public uint Id { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>What the client sends; ends when it closes its half.</summary>
    public Stream Input { get; }

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) => _session.SendDataAsync(Id, data, last: false, cancellation);

    /// <summary>Closes our half.</summary>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            await _session.SendDataAsync(Id, default, last: true, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (!data.IsEmpty)
        {
            await _received.Writer.WriteAsync(data, cancellation).ConfigureAwait(false);
        }
    }

    public void Close() => _received.Writer.Complete();
}
