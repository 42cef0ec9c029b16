namespace Sluice.Gateway.Health;

/// <summary>Reads a parameter of a query string such as <c>?gateway=a%2Fb&amp;method=GET</c>.</summary>
internal static class QueryText
{
    public static string? Value(string query, string name)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair.AsSpan(0, equals).SequenceEqual(name))
            {
                return Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            }
        }

        return null;
    }
}
