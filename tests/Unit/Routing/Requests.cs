using System.Collections.Immutable;
using System.Text;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Routing.Tests;

/// <summary>A request as text, and its way through a compiled snapshot.</summary>
internal sealed record Request(string Method, string Host, string Path, string Query, ImmutableArray<HeaderValue> Headers)
{
    public static Request Get(string host, string path, params (string Name, string Value)[] headers)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        return new("GET", host, at < 0 ? path : path[..at], at < 0 ? "" : path[(at + 1)..], [.. headers.Select(h => new HeaderValue(h.Name, h.Value))]);
    }

    /// <summary><c>route#rule</c> of the rule that serves this request on a listener, or null.</summary>
    public string? MatchOn(CompiledSnapshot snapshot, int port = 80, string? clientNamespace = null) =>
        With(clientNamespace, (in RequestHead head) =>
        {
            var match = snapshot.Port(port)!.ForHost(head.Host) is { } listener ? listener.Match(head) : default;
            return match.Rule is { } rule ? $"{rule.Route.Name}#{rule.Config.Index}" : null;
        });

    public delegate T Use<T>(in RequestHead head);

    public T With<T>(string? clientNamespace, Use<T> use)
    {
        var bytes = new List<byte>();
        var fields = new List<HeaderField>();
        foreach (var header in Headers)
        {
            var name = Encoding.UTF8.GetBytes(header.Name);
            var value = Encoding.UTF8.GetBytes(header.Value);
            fields.Add(new(bytes.Count, name.Length, bytes.Count + name.Length, value.Length));
            bytes.AddRange(name);
            bytes.AddRange(value);
        }

        var host = new byte[Hostnames.MaxLength];
        var length = Hostnames.Normalize(Encoding.ASCII.GetBytes(Host), host);
        var head = new RequestHead
        {
            Bytes = bytes.ToArray(),
            Method = Encoding.ASCII.GetBytes(Method),
            Path = Encoding.UTF8.GetBytes(Path),
            Query = Encoding.UTF8.GetBytes(Query),
            Host = host.AsSpan(0, length),
            Headers = fields.ToArray(),
            ClientNamespace = clientNamespace,
        };
        return use(head);
    }
}
