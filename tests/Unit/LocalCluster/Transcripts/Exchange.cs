using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>One recorded request and its response.</summary>
internal sealed partial record Exchange
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Directives { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; }

    public required string RequestBody { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; }

    public required string ResponseBody { get; init; }

    public bool Has(string directive) => Directives.Contains(directive);

    public static IReadOnlyList<Exchange> ReadAll(string file) =>
        [.. Start().Split(File.ReadAllText(file)).Skip(1).Select(Parse)];

    private static Exchange Parse(string text)
    {
        var separator = text.IndexOf("\n---\n", StringComparison.Ordinal);
        var request = text[..separator].Split('\n');
        var response = text[(separator + 5)..];
        var name = request[0].Trim();
        var line = 1;
        var directives = new List<string>();
        for (; request[line].StartsWith('#'); line++)
        {
            if (request[line].StartsWith("# @", StringComparison.Ordinal))
            {
                directives.Add(request[line][3..].Trim());
            }
        }

        var first = request[line].Split(' ');
        var (requestHeaders, requestBody) = Head(string.Join('\n', request[(line + 1)..]));
        var statusEnd = response.IndexOf('\n', StringComparison.Ordinal);
        var (responseHeaders, responseBody) = Head(response[(statusEnd + 1)..]);
        return new Exchange
        {
            Name = name,
            Directives = directives,
            Method = first[0],
            Path = first[1],
            RequestHeaders = requestHeaders,
            RequestBody = requestBody,
            Status = int.Parse(response.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            ResponseHeaders = responseHeaders,
            ResponseBody = responseBody,
        };
    }

    private static (List<KeyValuePair<string, string>> Headers, string Body) Head(string text)
    {
        var headers = new List<KeyValuePair<string, string>>();
        var lines = text.Split('\n');
        var i = 0;
        for (; i < lines.Length && lines[i].Length > 0; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(lines[i][..colon], lines[i][(colon + 1)..].Trim()));
        }

        return (headers, string.Join('\n', lines.Skip(i + 1)).TrimEnd('\n'));
    }

    [GeneratedRegex("^### ", RegexOptions.Multiline)]
    private static partial Regex Start();
}
