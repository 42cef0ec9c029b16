using System.Text;
using Sluice.Routing.Matching;

namespace Sluice.Testing.Traffic;

/// <summary>Requests in the form matching reads them: bytes and offsets.</summary>
internal static class RequestHeads
{
    public delegate T Use<T>(in RequestHead head);

    public static T With<T>(TrafficRequest request, Use<T> use)
    {
        var bytes = new List<byte>();
        var fields = new List<HeaderField>();
        foreach (var (name, value) in request.Headers)
        {
            var (nameBytes, valueBytes) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            fields.Add(new(bytes.Count, nameBytes.Length, bytes.Count + nameBytes.Length, valueBytes.Length));
            bytes.AddRange(nameBytes);
            bytes.AddRange(valueBytes);
        }

        var host = new byte[Hostnames.MaxLength];
        var length = Hostnames.Normalize(Encoding.ASCII.GetBytes(request.Url.IdnHost), host);
        return use(new RequestHead
        {
            Bytes = bytes.ToArray(),
            Method = Encoding.ASCII.GetBytes(request.Method),
            Path = Encoding.ASCII.GetBytes(request.Url.AbsolutePath),
            Query = Encoding.ASCII.GetBytes(request.Url.Query.TrimStart('?')),
            Host = host.AsSpan(0, Math.Max(0, length)),
            Headers = fields.ToArray(),
        });
    }
}
