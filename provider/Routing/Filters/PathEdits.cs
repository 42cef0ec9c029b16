using System.Text;
using Sluice.Routing.Model;

namespace Sluice.Routing.Filters;

/// <summary>Path replacement of redirects and rewrites (HTTPPathModifier).</summary>
public static class PathEdits
{
    /// <summary>
    /// The path after the edit. <c>ReplacePrefixMatch</c> works by path element: with prefix <c>/foo</c> and value <c>/xyz</c>,
    /// <c>/foo/bar</c> becomes <c>/xyz/bar</c>; a trailing slash of prefix or value does not count; an empty result is <c>/</c>.
    /// </summary>
    /// <param name="edit">What to replace.</param>
    /// <param name="path">The request's path.</param>
    /// <param name="matched">The path condition that led here; a prefix edit without a prefix match leaves the path as it is.</param>
    public static string Apply(PathEdit edit, ReadOnlySpan<byte> path, PathMatch matched)
    {
        if (edit.Kind == PathEditKind.ReplaceFullPath)
        {
            return edit.Value.Length == 0 ? "/" : edit.Value;
        }

        var text = Encoding.UTF8.GetString(path);
        if (matched.Kind != PathMatchKind.Prefix)
        {
            return text;
        }

        var rest = text[Math.Min(text.Length, matched.Value.TrimEnd('/').Length)..];
        var replacement = edit.Value.TrimEnd('/');
        var result = replacement.Length == 0 && !rest.StartsWith('/') ? "/" + rest : replacement + rest;
        return result.Length == 0 ? "/" : result;
    }
}
