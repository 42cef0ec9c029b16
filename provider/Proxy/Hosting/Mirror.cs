using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// Sends copies of requests to mirror backends and throws the answers away. A request without a body is copied at once; the body of
/// another is collected while it passes, up to a limit, and the copy follows.
/// </summary>
internal sealed class Mirror(ProxyRuntime runtime, UpstreamHandler handler)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static ImmutableArray<UpstreamBackend> Choose(CompiledRule rule, CompiledBackendRef target)
    {
        if (rule.Mirrors.IsEmpty && target.Mirrors.IsEmpty)
        {
            return [];
        }

        var chosen = ImmutableArray.CreateBuilder<UpstreamBackend>();
        Add(rule.Mirrors);
        Add(target.Mirrors);
        return chosen.ToImmutable();

        void Add(ImmutableArray<CompiledMirror> mirrors)
        {
            foreach (var mirror in mirrors)
            {
                if (mirror.ShouldMirror() && UpstreamBackend.Of(mirror.Slot) is { } backend)
                {
                    chosen.Add(backend);
                }
            }
        }
    }

    /// <summary>Sends the copies now, or returns what collects the body for <see cref="Finish"/>.</summary>
    public BodyCollector? Start(HttpContext context, ForwardedRequest request, ImmutableArray<UpstreamBackend> mirrors)
    {
        if (!ForwardedRequest.HasBody(context))
        {
            Send(context, request, mirrors, null);
            return null;
        }

        var collector = new BodyCollector(context.Request.Body, runtime.Limits.MirrorBodyBytes);
        context.Request.Body = collector;
        return collector;
    }

    public void Finish(HttpContext context, ForwardedRequest request, ImmutableArray<UpstreamBackend> mirrors, BodyCollector collector)
    {
        if (collector.Complete is { } body)
        {
            Send(context, request, mirrors, body);
        }
        else
        {
            runtime.Metrics.MirrorDropped();
        }
    }

    private void Send(HttpContext context, ForwardedRequest request, ImmutableArray<UpstreamBackend> mirrors, byte[]? body)
    {
        foreach (var backend in mirrors)
        {
            // The message is complete before the request it copies can end and its buffers be reused.
            _ = SendOneAsync(backend.View, NewMessage(context, request, body), request.Target);
        }
    }

    private async Task SendOneAsync(BackendView view, HttpRequestMessage message, string target)
    {
        using (message)
        {
            ulong tried = 0;
            while (UpstreamBackend.Pick(view, ref tried) is { } endpoint)
            {
                try
                {
                    using var patience = new CancellationTokenSource(Patience, runtime.Time);
                    using var response = await handler.SendToAsync(message, endpoint, view.Config.Protocol, target, patience.Token).ConfigureAwait(false);
                    await response.Content.CopyToAsync(Stream.Null, patience.Token).ConfigureAwait(false);
                    return;
                }
                catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
                {
                    UpstreamBackend.NoteFailure(view, endpoint, connecting: true);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    // Nobody waits for a mirror.
                    return;
                }
            }
        }
    }

    private static HttpRequestMessage NewMessage(HttpContext context, ForwardedRequest request, byte[]? body)
    {
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), RouteTransformer.Placeholder);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
        }

        var edits = request.Decision.Target!.RequestEdits;
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!name.StartsWith(':') && !IsConnectionField(name) && !edits.Drops(System.Text.Encoding.ASCII.GetBytes(name)))
            {
                Add(name, values);
            }
        }

        foreach (var header in edits.Appended)
        {
            Add(header.Name, header.Value);
        }

        Add("X-Forwarded-For", request.ForwardedFor);
        Add("X-Forwarded-Proto", request.Client.Tls is null ? "http" : "https");
        Add("X-Forwarded-Host", request.Head.Authority);
        Add("X-Request-Id", request.RequestId);
        message.Headers.Host = request.Decision.Target.Rewrite?.Hostname ?? request.Head.Authority;
        return message;

        void Add(string name, StringValues values)
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }
    }

    private static bool IsConnectionField(string name) => name.ToLowerInvariant() is
        "host" or "connection" or "keep-alive" or "proxy-connection" or "transfer-encoding" or "te" or "upgrade" or "content-length" or "expect"
        or "http2-settings" or "x-forwarded-for" or "x-forwarded-proto" or "x-forwarded-host" or "x-request-id";
}

/// <summary>Passes a request body on and remembers it, as long as it is not too large.</summary>
internal sealed class BodyCollector(Stream inner, int limit) : Stream
{
    private readonly MemoryStream _collected = new();
    private bool _ended;
    private bool _overflown;

    /// <summary>The whole body; null where it was too large or did not end.</summary>
    public byte[]? Complete => _ended && !_overflown ? _collected.ToArray() : null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _ended |= count == 0 && buffer.Length > 0;
        if (_collected.Length + count > limit)
        {
            _overflown = true;
            _collected.SetLength(0);
        }
        else if (!_overflown)
        {
            _collected.Write(buffer.Span[..count]);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
