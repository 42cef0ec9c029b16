namespace Sluice.Checking;

/// <summary>Checks of filters.</summary>
internal static class FilterChecks
{
    public static void Check(ArgsCheck check, string path, FilterArgs filter, bool isNamespaceKnown)
    {
        var count = new object?[] { filter.RequestHeaders, filter.ResponseHeaders, filter.Redirect, filter.Rewrite, filter.Mirror, filter.Cors, filter.Extension }
            .Count(member => member is not null);
        if (count != 1)
        {
            check.Report(path, Problem.Conflict($"A filter does one thing, this one has {count} of them. Make it with one of the methods of Filter."));
        }

        Headers(check, $"{path}.requestHeaders", filter.RequestHeaders);
        Headers(check, $"{path}.responseHeaders", filter.ResponseHeaders);
        Redirect(check, $"{path}.redirect", filter.Redirect);
        Rewrite(check, $"{path}.rewrite", filter.Rewrite);
        Mirror(check, $"{path}.mirror", filter.Mirror, isNamespaceKnown);
    }

    public static void Mirror(ArgsCheck check, string path, MirrorArgs? mirror, bool isNamespaceKnown)
    {
        if (mirror is not null)
        {
            RouteChecks.Backend(check, $"{path}.backend", mirror.Backend, isNamespaceKnown);
            check.Value($"{path}.percent", mirror.Percent, Rules.Percent);
        }
    }

    private static void Headers(ArgsCheck check, string path, HeaderChangesArgs? changes)
    {
        if (changes is null)
        {
            return;
        }

        if (changes.Set.Count + changes.Add.Count + changes.Remove.Count == 0)
        {
            check.Report(path, Problem.Missing("Say which headers to set, add or remove."));
        }

        Headers(check, $"{path}.set", changes.Set);
        Headers(check, $"{path}.add", changes.Add);
        for (var i = 0; i < changes.Remove.Count; i++)
        {
            check.Report($"{path}.remove[{i}]", Rules.HeaderName(changes.Remove[i]));
        }
    }

    private static void Headers(ArgsCheck check, string path, List<HeaderArgs> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            check.Required($"{path}[{i}].name", headers[i].Name, Rules.HeaderName, "Name the header.");
            check.Required($"{path}[{i}].value", headers[i].Value, Rules.HeaderValue, "Give the header a value.");
        }
    }

    private static void Redirect(ArgsCheck check, string path, RedirectArgs? redirect)
    {
        check.Value($"{path}.scheme", redirect?.Scheme, Rules.OneOf("http", "https"));
        check.Value($"{path}.hostname", redirect?.Hostname, Rules.PreciseHostname);
        check.Value($"{path}.port", redirect?.Port, Rules.Port);
        check.Value($"{path}.statusCode", redirect?.StatusCode, Rules.RedirectStatus);
        check.Value($"{path}.path", redirect?.Path, Rules.ReplacementPath);
        check.Value($"{path}.pathPrefix", redirect?.PathPrefix, Rules.ReplacementPath);
        if (redirect is { Path: not null, PathPrefix: not null })
        {
            check.Report(path, Problem.Conflict("path and pathPrefix exclude each other. Set one of them."));
        }
    }

    private static void Rewrite(ArgsCheck check, string path, RewriteArgs? rewrite)
    {
        check.Value($"{path}.hostname", rewrite?.Hostname, Rules.PreciseHostname);
        check.Value($"{path}.path", rewrite?.Path, Rules.ReplacementPath);
        check.Value($"{path}.pathPrefix", rewrite?.PathPrefix, Rules.ReplacementPath);
        if (rewrite is { Path: not null, PathPrefix: not null })
        {
            check.Report(path, Problem.Conflict("path and pathPrefix exclude each other. Set one of them."));
        }
    }
}
