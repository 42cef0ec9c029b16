using System.Text;
using Sluice.Routing.Matching;

namespace Sluice.Translation.Explaining;

/// <summary>A request as matching wants to see it.</summary>
internal sealed class RequestBytes
{
    private readonly byte[] _headerBytes;
    private readonly HeaderField[] _headers;
    private readonly byte[] _method;
    private readonly byte[] _path;
    private readonly byte[] _query;
    private readonly string? _clientNamespace;

    public RequestBytes(ExplainedRequest request)
    {
        _clientNamespace = request.ClientNamespace;
        var question = request.PathAndQuery.IndexOf('?', StringComparison.Ordinal);
        _method = Encoding.UTF8.GetBytes(request.Method);
        _path = Encoding.UTF8.GetBytes(question < 0 ? request.PathAndQuery : request.PathAndQuery[..question]);
        _query = Encoding.UTF8.GetBytes(question < 0 ? "" : request.PathAndQuery[(question + 1)..]);
        var host = new byte[Hostnames.MaxLength];
        var length = Hostnames.Normalize(Encoding.UTF8.GetBytes(request.Host), host);
        Host = length < 0 ? [] : host[..length];

        var bytes = new List<byte>();
        var fields = new List<HeaderField>();
        foreach (var (name, value) in request.Headers)
        {
            var (nameBytes, valueBytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            fields.Add(new HeaderField(bytes.Count, nameBytes.Length, bytes.Count + nameBytes.Length, valueBytes.Length));
            bytes.AddRange(nameBytes);
            bytes.AddRange(valueBytes);
        }

        _headerBytes = [.. bytes];
        _headers = [.. fields];
    }

    public byte[] Host { get; }

    public RequestHead Head => new() { Bytes = _headerBytes, Method = _method, Path = _path, Query = _query, Host = Host, Headers = _headers, ClientNamespace = _clientNamespace };
}
