using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Proxy.Http1;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Hosting;

/// <summary>The head of a request of the full HTTP stack, written out as the bytes that routing reads.</summary>
internal sealed class ContextHead : IDisposable
{
    private readonly ByteWriter _bytes = new();
    private readonly List<HeaderField> _fields = [];
    private readonly byte[] _host = new byte[Hostnames.MaxLength];
    private Range _method;
    private Range _path;
    private Range _query;
    private int _hostLength;

    private ContextHead()
    {
    }

    public bool IsGrpc { get; private set; }

    /// <summary>Host with its port, as the client sent it.</summary>
    public string Authority { get; private set; } = "";

    public ReadOnlySpan<byte> Path => _bytes.Written.Span[_path];

    public ReadOnlySpan<byte> Query => _bytes.Written.Span[_query];

    /// <summary>Path and query.</summary>
    public ReadOnlySpan<byte> Target => _bytes.Written.Span[_path.Start..(_query.Equals(default) ? _path.End : _query.End)];

    public ReadOnlySpan<byte> Method => _bytes.Written.Span[_method];

    public HeaderField[] Fields { get; private set; } = [];

    public RequestHead View(string? clientNamespace, bool isHttp2) => new()
    {
        Bytes = _bytes.Written.Span,
        Method = Method,
        Path = Path,
        Query = Query,
        Host = _host.AsSpan(0, _hostLength),
        Headers = Fields,
        ClientNamespace = clientNamespace,
        IsHttp2 = isHttp2,
    };

    /// <summary>Null: the authority is malformed.</summary>
    public static ContextHead? TryCreate(HttpContext context)
    {
        var head = new ContextHead();
        if (head.Fill(context))
        {
            return head;
        }

        head.Dispose();
        return null;
    }

    public void Dispose() => _bytes.Dispose();

    private bool Fill(HttpContext context)
    {
        _method = Append(context.Request.Method);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Length > 0 && target[0] != '/' && target != "*")
        {
            // Absolute-form: what follows the authority.
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var slash = authority < 0 ? -1 : target.AsSpan(authority + 3).IndexOfAny('/', '?');
            target = slash < 0 ? "/" : target[(authority + 3 + slash)..];
            target = target[0] == '?' ? "/" + target : target;
        }

        // The question mark is written too, so that path and query lie together as one target.
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var all = Append(target);
        _path = question < 0 ? all : all.Start..(all.Start.Value + question);
        _query = question < 0 ? default : (all.Start.Value + question + 1)..all.End;
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name.StartsWith(':'))
            {
                continue;
            }

            foreach (var value in values)
            {
                var nameRange = Append(name);
                var valueRange = Append(value ?? "");
                _fields.Add(new HeaderField(
                    nameRange.Start.Value, nameRange.End.Value - nameRange.Start.Value, valueRange.Start.Value, valueRange.End.Value - valueRange.Start.Value));
            }
        }

        Fields = [.. _fields];
        Authority = context.Request.Host.Value ?? "";
        IsGrpc = context.Request.Headers.ContentType is [{ } contentType, ..] && IsGrpcType(contentType);
        _hostLength = Hostnames.Normalize(Encoding.Latin1.GetBytes(Authority), _host);
        return _hostLength >= 0;
    }

    private static bool IsGrpcType(string contentType) =>
        contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == 16 || contentType[16] is '+' or ';');

    // Header bytes came in as Latin-1 and go back to what they were.
    private Range Append(string text)
    {
        var start = _bytes.Length;
        Encoding.Latin1.GetBytes(text, _bytes.Reserve(text.Length));
        _bytes.Advance(text.Length);
        return start.._bytes.Length;
    }
}
