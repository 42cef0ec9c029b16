namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>What a request's path and method say, before anything is looked up: the attributes that authorization decides on.</summary>
internal sealed record RequestInfo
{
    public required string Path { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; the lower-case method for other paths.</summary>
    public required string Verb { get; init; }

    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>What follows the subresource (proxy paths).</summary>
    public string Rest { get; init; } = "";

    public static RequestInfo Parse(string method, string path, bool watchRequested, string? nameFromFieldSelector)
    {
        var plain = new RequestInfo { Path = path, Verb = method.ToLowerInvariant() };
        var trimmed = path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
        var segments = trimmed.Split('/')[1..];
        if (segments.Any(s => s.Length == 0))
        {
            return plain;
        }

        string group;
        string version;
        string[] rest;
        if (segments[0] == "api" && segments.Length >= 3)
        {
            (group, version, rest) = ("", segments[1], segments[2..]);
        }
        else if (segments[0] == "apis" && segments.Length >= 4)
        {
            (group, version, rest) = (segments[1], segments[2], segments[3..]);
        }
        else
        {
            return plain;
        }

        var legacyWatch = rest[0] == "watch" && rest.Length > 1;
        if (legacyWatch)
        {
            rest = rest[1..];
        }

        return Resources(plain with { IsResource = true, Group = group, Version = version }, rest, method, watchRequested || legacyWatch, nameFromFieldSelector);
    }

    private static RequestInfo Resources(RequestInfo info, string[] rest, string method, bool watch, string? nameFromFieldSelector)
    {
        var scope = "";
        if (rest[0] == "namespaces" && rest.Length >= 2)
        {
            scope = Unescape(rest[1]);

            // /namespaces/x is the namespace itself, and so are its subresources.
            if (rest.Length > 2 && !(info.Group.Length == 0 && rest.Length == 3 && rest[2] is "status" or "finalize"))
            {
                rest = rest[2..];
            }
            else
            {
                rest = ["namespaces", rest[1], .. rest[2..]];
            }
        }

        info = info with
        {
            Namespace = scope,
            Resource = rest[0],
            Name = rest.Length > 1 ? Unescape(rest[1]) : "",
            Subresource = rest.Length > 2 ? rest[2] : "",
            Rest = rest.Length > 3 ? string.Join('/', rest[3..]) : "",
        };
        var verb = method switch
        {
            "GET" or "HEAD" when info.Name.Length > 0 => watch && info.Subresource.Length == 0 ? "watch" : "get",
            "GET" or "HEAD" => watch ? "watch" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => info.Name.Length > 0 ? "delete" : "deletecollection",
            _ => method.ToLowerInvariant(),
        };

        // A list or watch of exactly one object is authorized by that object's name.
        if (verb is "list" or "watch" or "deletecollection" && info.Name.Length == 0 && nameFromFieldSelector is not null)
        {
            return info with { Verb = verb, SelectedName = nameFromFieldSelector };
        }

        return info with { Verb = verb };
    }

    public string SelectedName { get; init; } = "";

    private static string Unescape(string segment) => Uri.UnescapeDataString(segment);
}
