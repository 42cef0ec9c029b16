using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Proxy.Hosting;

/// <summary>Counts the bytes of a response body on their way to Kestrel, for the access log.</summary>
internal sealed class CountingBody : IHttpResponseBodyFeature
{
    private readonly IHttpResponseBodyFeature _inner;

    public CountingBody(HttpContext context)
    {
        _inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        Stream = new CountingStream(this);
        context.Features.Set<IHttpResponseBodyFeature>(this);
    }

    public long Count { get; private set; }

    public Stream Stream { get; }

    public PipeWriter Writer => _inner.Writer;

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        _inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => _inner.CompleteAsync();

    private sealed class CountingStream(CountingBody body) : Connections.WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            body.Count += buffer.Length;
            return body._inner.Stream.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => body._inner.Stream.FlushAsync(cancellationToken);
    }
}
