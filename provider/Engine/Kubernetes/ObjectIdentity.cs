using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes;

/// <summary>A group, version and kind.</summary>
internal readonly record struct GroupVersionKind(string ApiVersion, string Kind)
{
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    public static GroupVersionKind Of(JsonObject manifest) => new(manifest["apiVersion"]?.GetValue<string>() ?? "", manifest["kind"]?.GetValue<string>() ?? "");

    /// <summary>Of a type token: <c>kubernetes:apps/v1:Deployment</c>, <c>kubernetes:core/v1:Service</c>.</summary>
    public static GroupVersionKind? OfToken(string token)
    {
        if (token.Split(':') is not [_, var version, var kind])
        {
            return null;
        }

        const string Core = "core/";
        return new GroupVersionKind(version.StartsWith(Core, StringComparison.Ordinal) ? version[Core.Length..] : version, kind);
    }

    public override string ToString() => $"{ApiVersion}/{Kind}";
}

/// <summary>The id of a Kubernetes resource: <c>namespace/name</c>, or the name alone.</summary>
internal readonly record struct ObjectId(string Namespace, string Name)
{
    public static ObjectId Parse(string id) => id.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new ObjectId(id[..slash], id[(slash + 1)..]) : new ObjectId("", id);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
