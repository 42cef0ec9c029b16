using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>Plain words for what the schema says.</summary>
internal static class Words
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value, cut where it is long.</summary>
    public static string Show(JsonNode? value)
    {
        var text = value?.ToJsonString(Json) ?? "null";
        return text.Length > 60 ? text[..57] + "..." : text;
    }

    public static string TypeName(JsonNode? value) => value switch
    {
        null => "nothing",
        JsonObject => "an object",
        JsonArray => "a list",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "text",
            JsonValueKind.Number => JsonNumbers.IsInteger(value) ? "a whole number" : "a number with a fraction",
            _ => "true or false",
        },
    };

    public static string Article(SchemaNode schema) => schema.Type switch
    {
        SchemaType.List => "a list",
        SchemaType.Text => "text (quote it)",
        SchemaType.Number => "a whole number",
        SchemaType.Flag => "true or false",
        _ => "an object",
    };

    public static string AnyOf(IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : string.Join(", ", values.Take(values.Count - 1)) + " or " + values[^1];

    public static string Range(SchemaNode schema) => (schema.Minimum, schema.Maximum) switch
    {
        ({ } least, { } most) => $"use a number from {least} to {most}.",
        ({ } least, null) => $"use a number of at least {least}.",
        (null, { } most) => $"use a number of at most {most}.",
        _ => "use a number that fits into 32 bits.",
    };

    /// <summary>The end of a sentence that starts with the value and "is".</summary>
    public static string Form(string pattern) => pattern switch
    {
        Patterns.Hostname => "no host name: lower-case letters, digits and '-' in labels joined by single dots, optionally with '*.' in front, such as www.example.com.",
        Patterns.DnsSubdomain => "no DNS name: lower-case letters, digits and '-' in labels joined by single dots, such as www.example.com.",
        Patterns.DnsLabel => "no DNS label: lower-case letters, digits and '-', starting and ending with a letter or digit.",
        Patterns.Group => "no API group: empty, or a DNS name such as gateway.networking.k8s.io.",
        Patterns.Kind => "no kind: letters, digits and '-', starting with a letter, such as Service.",
        Patterns.Duration => "no duration: up to four numbers with h, m, s or ms, such as 500ms or 1m30s.",
        Patterns.HeaderName => "no header name: letters, digits and !#$%&'*+-.^_`|~.",
        Patterns.HeaderValue => "no header value: visible ASCII characters, with single blanks or tabs between, none at the ends.",
        Patterns.Protocol => "no protocol: HTTP, HTTPS, TLS, TCP, UDP, or a domain-prefixed name.",
        Patterns.ControllerName => "no controller name: a domain and a path, such as example.com/gateway-controller.",
        Patterns.LabelValue => "no label value: up to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit.",
        Patterns.CorsOrigin => "no origin: http:// or https:// with a host and perhaps a port, the host perhaps with a leading '*.'; or the lone '*'.",
        Patterns.UriPath => "no path: letters, digits and -._~!$&'()*+,;=:@/, everything else percent-encoded.",
        Patterns.Uri => "no absolute URI, such as spiffe://example.com/service.",
        Patterns.WellKnownCACertificates => "no known set of roots: System, or a domain-prefixed name.",
        Patterns.AddressType => "no address type: IPAddress, Hostname, NamedAddress or a domain-prefixed name.",
        _ => $"not of the form {pattern}.",
    };
}
