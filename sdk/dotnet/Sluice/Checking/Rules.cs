using System.Text.RegularExpressions;
using Sluice.GatewayApi.Annotations;
using Sluice.GatewayApi.Validation;

namespace Sluice.Checking;

/// <summary>What single values have to look like. The forms are the Gateway API's; the words are for the person who wrote the value.</summary>
internal static partial class Rules
{
    public static Problem? Port(int port) => port is >= 1 and <= 65535 ? null : Problem.Range(port, "a port from 1 to 65535");

    public static Problem? Percent(int percent) => percent is >= 0 and <= 100 ? null : Problem.Range(percent, "a percentage from 0 to 100");

    public static Problem? Weight(int weight) => weight is >= 0 and <= 1_000_000 ? null : Problem.Range(weight, "a weight from 0 to 1000000");

    public static Problem? AtLeastOne(int number) => number >= 1 ? null : Problem.Range(number, "1 or more");

    public static Problem? Range(int min, int max) => min >= 1 && max >= 1 && max < min
        ? Problem.Conflict($"The most, {max}, is less than the least, {min}. Make it at least {min}.")
        : null;

    public static Problem? NotNegative(int number) => number >= 0 ? null : Problem.Range(number, "0 or more");

    public static Problem? RedirectStatus(int status) =>
        status is 301 or 302 or 303 or 307 or 308 ? null : Problem.Range(status, "301, 302, 303, 307 or 308");

    public static Problem? RetryStatus(int status) => status is >= 400 and <= 599 ? null : Problem.Range(status, "a status code from 400 to 599");

    public static Problem? Hostname(string name) => Hostnames.IsValid(name) && !System.Net.IPAddress.TryParse(name, out _)
        ? null
        : Problem.Malformed(name, "Use lower-case labels joined by single dots, such as shop.example.com; the first may be *.");

    /// <summary>A host a request is sent to; it cannot be a wildcard.</summary>
    public static Problem? PreciseHostname(string name) => Hostnames.IsPrecise(name)
        ? null
        : Problem.Malformed(name, "Use lower-case labels joined by single dots, such as shop.example.com.");

    public static Problem? ObjectName(string name) => name.Length is > 0 and <= 253 && DnsSubdomainForm().IsMatch(name)
        ? null
        : Problem.Malformed(name, "Use lower-case letters, digits, dashes and dots; begin and end with a letter or digit.");

    public static Problem? Namespace(string name) => name.Length is > 0 and <= 63 && DnsLabelForm().IsMatch(name)
        ? null
        : Problem.Malformed(name, "Use at most 63 lower-case letters, digits and dashes; begin and end with a letter or digit.");

    public static Problem? HeaderName(string name) => name.Length is > 0 and <= 256 && HeaderNameForm().IsMatch(name)
        ? null
        : Problem.Malformed(name, "Use the characters of a header name: letters, digits and dashes.");

    public static Problem? HeaderValue(string value) => value.Length is > 0 and <= 4096 && HeaderValueForm().IsMatch(value)
        ? null
        : Problem.Malformed(value, "Use printable characters, without blanks at the ends.");

    public static Problem? MatchedValue(string value) => value.Length is > 0 and <= 4096 ? null : Problem.Malformed(value, "Use 1 to 4096 characters.");

    public static Problem? Duration(string value) => Durations.TryParse(value, out _)
        ? null
        : Problem.Malformed(value, "Use a number with h, m, s or ms, such as 500ms or 1m30s.");

    /// <summary>Zero means no limit, for the request as a whole as for one try.</summary>
    public static Problem? TryFits(string request, string @try) =>
        Durations.TryParse(request, out var whole) && Durations.TryParse(@try, out var part) && whole > TimeSpan.Zero && part > whole
            ? Problem.Conflict($"One try may last {@try}, but the whole request only {request}. Make it at most {request}.")
            : null;

    public static Problem? Method(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH"
        ? null
        : Problem.NotAllowed(method, "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    public static Problem? Path(string path)
    {
        if (!path.StartsWith('/'))
        {
            return Problem.Malformed(path, $"A path begins with a slash: use \"/{path}\".");
        }

        if (path.Length > 1024)
        {
            return Problem.Malformed(path, "A path has at most 1024 characters.");
        }

        var isPlain = !path.Contains("//", StringComparison.Ordinal)
            && !path.Split('/').Any(segment => segment is "." or "..")
            && !path.Contains('#', StringComparison.Ordinal)
            && !path.Contains("%2f", StringComparison.OrdinalIgnoreCase);
        return isPlain && PathForm().IsMatch(path)
            ? null
            : Problem.Malformed(path, "Use the path as the server sees it: no empty, \".\" or \"..\" segments, no \"#\" or \"%2F\", and only characters a path may have.");
    }

    /// <summary>What a redirect or rewrite puts in the place of a path; it may be empty for a prefix.</summary>
    public static Problem? ReplacementPath(string path) => path.Length == 0 || path.StartsWith('/')
        ? null
        : Problem.Malformed(path, $"A path begins with a slash: use \"/{path}\".");

    public static Problem? Regex(string expression)
    {
        try
        {
            _ = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Problem.Malformed(expression, "Use a regular expression without look-around and back-references.");
        }
    }

    public static Problem? GrpcService(string name) => GrpcServiceForm().IsMatch(name)
        ? null
        : Problem.Malformed(name, "Use the service's full name, such as shop.v1.Orders.");

    public static Problem? GrpcMethod(string name) => GrpcMethodForm().IsMatch(name)
        ? null
        : Problem.Malformed(name, "Use the method's name alone, such as Place.");

    public static Func<string, Problem?> OneOf(params string[] allowed) => value =>
        allowed.Contains(value, StringComparer.Ordinal) ? null : Problem.NotAllowed(value, allowed);

    [GeneratedRegex(Patterns.DnsSubdomain)]
    private static partial Regex DnsSubdomainForm();

    [GeneratedRegex(Patterns.DnsLabel)]
    private static partial Regex DnsLabelForm();

    [GeneratedRegex(Patterns.HeaderName)]
    private static partial Regex HeaderNameForm();

    [GeneratedRegex(Patterns.HeaderValue)]
    private static partial Regex HeaderValueForm();

    [GeneratedRegex(Patterns.UriPath)]
    private static partial Regex PathForm();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$")]
    private static partial Regex GrpcServiceForm();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex GrpcMethodForm();
}
