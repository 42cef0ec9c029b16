using System.Text.Json.Nodes;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Compares an answer with an <see cref="Exchange"/>; gives the first difference in words, or null.</summary>
internal static class ExchangeComparison
{
    public static string? Mismatch(Exchange expected, int status, HttpResponseMessage response, JsonNode? echo, string scheme)
    {
        if (expected.Redirect is { } redirect)
        {
            return RedirectMismatch(expected, redirect, response, scheme);
        }

        if (status is not (200 or 204))
        {
            return null;
        }

        // A preflight is the gateway's to answer: it must not come from the backend.
        var echoMismatch = expected.Method != "OPTIONS" ? EchoMismatch(expected, echo) : echo is null ? null : $"answered by pod {echo["pod"]}, expected the gateway's own answer";
        return echoMismatch ?? ResponseMismatch(expected, response);
    }

    private static string? EchoMismatch(Exchange expected, JsonNode? echo)
    {
        if (echo is null)
        {
            return "the answer is not the echo's JSON";
        }

        var path = expected.SeenPath ?? expected.Path;
        if ((string?)echo["path"] != path)
        {
            return $"the backend saw path {echo["path"]}, expected {path}";
        }

        if ((string?)echo["method"] != expected.Method)
        {
            return $"the backend saw method {echo["method"]}, expected {expected.Method}";
        }

        if (expected.SeenHost is not null && (string?)echo["host"] != expected.SeenHost)
        {
            return $"the backend saw host {echo["host"]}, expected {expected.SeenHost}";
        }

        if (expected.Namespace is not null && (string?)echo["namespace"] != expected.Namespace)
        {
            return $"answered from namespace {echo["namespace"]}, expected {expected.Namespace}";
        }

        if (expected.Backend is not null && ((string?)echo["pod"])?.StartsWith(expected.Backend, StringComparison.Ordinal) != true)
        {
            return $"answered by pod {echo["pod"]}, expected {expected.Backend}";
        }

        foreach (var (name, value) in expected.SeenHeaders)
        {
            var seen = Header(echo, name);
            if (seen != value)
            {
                return $"the backend saw {name}: {seen ?? "nothing"}, expected {value}";
            }
        }

        if (expected.SeenAbsent.FirstOrDefault(name => Header(echo, name) is not null) is { } present)
        {
            return $"the backend saw {present}: {Header(echo, present)}, expected none";
        }

        if (expected.SeenServerName is not null && (string?)echo["tls"]?["serverName"] != expected.SeenServerName)
        {
            return $"the backend saw SNI {echo["tls"]?["serverName"]}, expected {expected.SeenServerName}";
        }

        return expected.SeenClientCertificate is not null && (string?)echo["tls"]?["peerCertificates"]?[0] != expected.SeenClientCertificate
            ? "the backend saw another client certificate, or none"
            : null;
    }

    private static string? Header(JsonNode echo, string name) =>
        ((JsonObject)echo["headers"]!).FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value is JsonArray values
            ? string.Join(',', values.Select(value => (string?)value))
            : null;

    private static string? ResponseMismatch(Exchange expected, HttpResponseMessage response)
    {
        foreach (var (name, alternatives) in expected.ResponseHeaders)
        {
            var value = Header(response, name);
            var compared = expected.IgnoreWhitespace ? value?.Replace(" ", "", StringComparison.Ordinal) : value;
            if (compared is null || !alternatives.Contains(compared, StringComparer.Ordinal))
            {
                return $"response header {name}: {value ?? "none"}, expected {string.Join(" or ", alternatives)}";
            }
        }

        return expected.ResponseAbsent.FirstOrDefault(name => Header(response, name) is not null) is { } present
            ? $"response header {present}: {Header(response, present)}, expected none"
            : null;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(',', values)
            : null;

    private static string? RedirectMismatch(Exchange expected, ExpectedRedirect redirect, HttpResponseMessage response, string scheme)
    {
        if (response.Headers.Location is not { IsAbsoluteUri: true } location)
        {
            return $"Location is {response.Headers.Location?.ToString() ?? "missing"}";
        }

        var wantedScheme = redirect.Scheme ?? scheme;
        var wantedPath = redirect.Path ?? expected.Path.Split('?')[0];
        var defaultPort = wantedScheme == "https" ? 443 : 80;
        var matches = location.Scheme == wantedScheme
            && (redirect.Host is null || location.Host == redirect.Host)
            && location.AbsolutePath == wantedPath
            && location.Port == (redirect.Port ?? defaultPort);
        return matches ? null : $"Location is {location.OriginalString}, expected {wantedScheme}://{redirect.Host ?? "*"}:{redirect.Port}{wantedPath}";
    }
}
