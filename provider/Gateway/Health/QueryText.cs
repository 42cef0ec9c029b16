namespace Sluice.Gateway.Health;

/// <summary>Reads a parameter of a query string such as <c>?gateway=a%2Fb&amp;method=GET</c>.</summary>
internal static class QueryText
{
    public static string? Value(string query, string name) => Values(query, name).FirstOrDefault();

    /// <summary>All values of a parameter that may be repeated, in order.</summary>
    public static IEnumerable<string> Values(string query, string name)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair.AsSpan(0, equals).SequenceEqual(name))
            {
                yield return Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            }
        }
    }
}
