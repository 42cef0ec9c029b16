using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Definitions;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>What to do with fields a kind does not have.</summary>
internal enum FieldValidation
{
    Warn,
    Strict,
    Ignore,
}

/// <summary>Turns request bodies into decoded, defaulted objects.</summary>
internal static class BodyReader
{
    private static readonly string[] Accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    public static async Task<JsonObject> ReadObjectAsync(ApiRequest request, ResourceKind kind, FieldValidation validation)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        return ReadObject(request, kind, body, validation);
    }

    public static JsonObject ReadObject(ApiRequest request, ResourceKind kind, byte[] body, FieldValidation validation)
    {
        var duplicates = new List<string>();
        var tree = ParseBody(request, kind.Kind, body, duplicates);
        CheckType(tree, kind, body);
        return Finish(request, kind, tree, validation, duplicates);
    }

    /// <summary>Reads a body of any type the server accepts, without looking at what it says it is.</summary>
    public static JsonObject ParseBody(ApiRequest request, string kind, byte[] body, List<string>? duplicates)
    {
        switch (request.ContentType)
        {
            case "application/json":
                return ParseJson(body, kind, duplicates);
            case "application/yaml":
                return ParseYaml(body, kind);
            case "application/vnd.kubernetes.protobuf":
                return ProtobufBody.Read(body);
            default:
                throw ApiException.UnsupportedMediaType(Accepted);
        }
    }

    private static JsonObject ParseJson(byte[] body, string kind, List<string>? duplicates)
    {
        try
        {
            return JsonTree.Parse(body, duplicates) as JsonObject
                ?? throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: json: cannot unmarshal into Go value of type struct {{ APIVersion string; Kind string }} ({Excerpt(body)})");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {GoJsonError(e, body)} ({Excerpt(body)})");
        }
    }

    private static JsonObject ParseYaml(byte[] body, string kind)
    {
        try
        {
            return YamlTree.Parse(Encoding.UTF8.GetString(body)) as JsonObject
                ?? throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    public static string GoJsonError(JsonException error, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        if (error.BytePositionInLine is { } position && error.LineNumber is { } line)
        {
            var offset = OffsetOf(body, line, position);
            if (offset < body.Length)
            {
                return $"invalid character '{(char)body[offset]}' looking for beginning of value";
            }
        }

        return text.Length == 0 ? "unexpected end of JSON input" : "unexpected end of JSON input";
    }

    private static int OffsetOf(byte[] body, long line, long position)
    {
        var offset = 0;
        for (; line > 0 && offset < body.Length; offset++)
        {
            if (body[offset] == '\n')
            {
                line--;
            }
        }

        return (int)Math.Min(body.Length, offset + position);
    }

    /// <summary>The beginning of a body, as error messages quote it.</summary>
    private static string Shorten(byte[] body)
    {
        const int limit = 30;
        var text = Encoding.UTF8.GetString(body).TrimEnd('\n');
        return text.Length <= limit ? text : text[..limit] + " ...";
    }

    private static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return text.Length > 1000 ? text[..1000] + "..." : text.TrimEnd('\n');
    }

    private static void CheckType(JsonObject tree, ResourceKind kind, byte[] body)
    {
        var givenKind = tree.Text("kind") ?? "";
        var givenVersion = tree.Text("apiVersion") ?? "";
        if (kind.Custom is not null)
        {
            if (givenKind.Length == 0)
            {
                throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {kind.Kind}): Object 'Kind' is missing in '{Excerpt(body)}' ({Shorten(body)})");
            }

            if (givenVersion.Length == 0)
            {
                throw ApiException.BadRequest($"Object 'apiVersion' is missing in '{JsonTree.ToText(tree)}'");
            }

            if (givenKind != kind.Kind && givenVersion == kind.ApiVersion)
            {
                var errors = new FieldErrors();
                errors.Invalid("kind", givenKind, $"must be {kind.Kind}");
                throw ApiException.Invalid($"{givenKind}.{kind.Group}", givenKind, kind.Group, tree.Text("metadata", "name") ?? "", errors);
            }

            if (givenVersion != kind.ApiVersion)
            {
                throw ApiException.BadRequest($"the API version in the data ({givenVersion}) does not match the expected API version ({kind.ApiVersion})");
            }
        }
        else
        {
            if (givenVersion.Length > 0 && givenVersion != kind.ApiVersion)
            {
                throw ApiException.BadRequest($"{(givenKind.Length > 0 ? givenKind : kind.Kind)} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: no kind \"{givenKind}\" is registered for version \"{givenVersion}\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
            }

            if (givenKind.Length > 0 && givenKind != kind.Kind)
            {
                throw ApiException.BadRequest($"{givenKind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: converting ({GoVersion(kind)}.{givenKind}) to ({GoPackage(kind)}.{kind.Kind}): unknown conversion");
            }
        }

        tree["kind"] = kind.Kind;
        tree["apiVersion"] = kind.ApiVersion;
    }

    private static string GoVersion(ResourceKind kind) => kind.Version;

    private static string GoPackage(ResourceKind kind) => kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0];

    /// <summary>A patch whose result cannot be decoded: the answer shows the whole result.</summary>
    private static ApiException InvalidPatch(string patched, string problem)
    {
        var errors = new FieldErrors();
        errors.Add("patch", "FieldValueInvalid", $"Invalid value: {JsonTree.ToText(JsonValue.Create(patched))}: {problem.Replace("\\\"", "", StringComparison.Ordinal)}");
        return new ApiException(422, "Invalid", $" \"\" is invalid: {errors.Summary}", new JsonObject { ["causes"] = errors.ToCauses() });
    }

    /// <summary>Drops what the kind does not have (with warning or error), brings scalars into canonical form, applies defaults.</summary>
    public static JsonObject Finish(ApiRequest? request, ResourceKind kind, JsonObject tree, FieldValidation validation, IReadOnlyList<string>? duplicates = null, bool isPatch = false)
    {
        var before = isPatch ? JsonTree.ToText(tree) : "";
        var result = kind.Custom is null ? ObjectDecoder.Decode(tree, kind.Schema, kind.Kind) : CustomObjects.Decode(tree, kind);
        if (result.Error is { } problem)
        {
            throw isPatch ? InvalidPatch(before, problem) : ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {problem}");
        }

        var strict = (duplicates ?? []).Select(d => $"duplicate field \"{d}\"").Concat(result.Unknown.Select(u => $"unknown field \"{u}\"")).ToList();
        if (strict.Count > 0 && validation == FieldValidation.Strict)
        {
            var list = "strict decoding error: " + string.Join(", ", strict);
            throw isPatch ? InvalidPatch(before, list) : ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {list}");
        }

        if (validation == FieldValidation.Warn)
        {
            foreach (var text in strict)
            {
                request?.Warn(text);
            }
        }

        kind.Strategy.Default(tree);
        return tree;
    }
}
