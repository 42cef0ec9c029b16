using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Selectors;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

internal enum VersionMatch
{
    Unset,
    NotOlderThan,
    Exact,
}

/// <summary>The query of a list or watch, validated.</summary>
internal sealed record ListOptions
{
    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    public long Limit { get; init; }

    public ContinueToken? Continue { get; init; }

    /// <summary>Null when the client did not say.</summary>
    public long? ResourceVersion { get; init; }

    public VersionMatch Match { get; init; }

    public bool SendInitialEvents { get; init; }

    public bool AllowBookmarks { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool HasSelector => !Labels.IsEmpty || !Fields.IsEmpty;

    public bool Selects(JsonObject tree) => Labels.Matches(tree) && Fields.Matches(tree);

    public static ListOptions Read(ApiRequest request, ResourceKind kind, bool watch)
    {
        var errors = new FieldErrors();
        var versionText = request.Query("resourceVersion") ?? "";
        var match = request.Query("resourceVersionMatch") ?? "";
        var sendInitial = request.Query("sendInitialEvents");
        if (sendInitial is not null && !watch)
        {
            errors.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }

        CheckMatch(errors, match, versionText, sendInitial is not null && watch, request.Query("continue"));
        if (errors.Count > 0)
        {
            throw ApiException.InvalidOptions("ListOptions", errors);
        }

        return new ListOptions
        {
            Labels = LabelSelector.Parse(request.Query("labelSelector")),
            Fields = FieldSelector.Parse(request.Query("fieldSelector"), kind),
            Limit = Number(request, "limit") ?? 0,
            Continue = ContinueToken.Parse(request.Query("continue")),
            ResourceVersion = Version(versionText, watch),
            Match = match switch { "Exact" => VersionMatch.Exact, "NotOlderThan" => VersionMatch.NotOlderThan, _ => VersionMatch.Unset },
            SendInitialEvents = sendInitial is "true" or "1",
            AllowBookmarks = request.Flag("allowWatchBookmarks"),
            Timeout = Number(request, "timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static void CheckMatch(FieldErrors errors, string match, string version, bool initialEvents, string? token)
    {
        if (initialEvents && match != "NotOlderThan")
        {
            errors.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            return;
        }

        if (match.Length == 0)
        {
            return;
        }

        if (version.Length == 0 && !initialEvents)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (token is { Length: > 0 })
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }

        if (match is not ("Exact" or "NotOlderThan"))
        {
            errors.NotSupported("resourceVersionMatch", match, "Exact", "NotOlderThan", "");
        }

        if (match == "Exact" && version == "0")
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static long? Number(ApiRequest request, string name)
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    public static long? Version(string text, bool watch = false)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }

        var problem = $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax";
        throw watch ? ApiException.Internal(problem) : ApiException.BadRequest("invalid resource version: " + problem);
    }
}

/// <param name="Version">The revision all pages of the list show.</param>
/// <param name="Start">The key the next page begins after.</param>
internal sealed record ContinueToken(long Version, string Start)
{
    public string Encode()
    {
        var json = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = Start };
        return Convert.ToBase64String(JsonTree.ToUtf8(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public static ContinueToken? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/');
            padded += new string('=', (4 - (padded.Length % 4)) % 4);
            var bytes = Convert.FromBase64String(padded);
            if (bytes.Length == 0 || bytes[0] != '{')
            {
                var character = bytes.Length == 0 ? "" : bytes[0] < 0x80 ? ((char)bytes[0]).ToString() : $"\\u{bytes[0]:x4}";
                throw ApiException.BadRequest($"invalid continue token: continue key is not valid: invalid character '{character}' looking for beginning of value");
            }

            if (JsonTree.Parse(bytes) is JsonObject json && json.Integer("rv") is { } version && json.Text("start") is { } start)
            {
                return new ContinueToken(version, start);
            }
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw ApiException.BadRequest($"invalid continue token: continue key is not valid: {e.Message}");
        }

        throw ApiException.BadRequest("invalid continue token: continue key is not valid");
    }
}
