using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>What a token is asked for.</summary>
internal sealed record TokenOrder
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required TimeSpan Life { get; init; }

    /// <summary>The pod, Secret or Node whose end is the token's end.</summary>
    public JsonObject? BoundTo { get; init; }

    /// <summary>The pod's node, when bound to a pod.</summary>
    public string? NodeName { get; init; }
}

/// <param name="User">Whom the token stands for.</param>
/// <param name="Audiences">For whom it was made.</param>
internal sealed record TokenSubject(UserInfo User, IReadOnlyList<string> Audiences);

/// <summary>Makes and checks service-account tokens.</summary>
internal sealed class ServiceAccountTokens(ClusterState cluster, ServiceAccountKey key)
{
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    public ServiceAccountKey Key { get; } = key;

    public string Issue(TokenOrder order, out DateTimeOffset expires)
    {
        var now = cluster.Time.GetUtcNow();
        expires = DateTimeOffset.FromUnixTimeSeconds((now + order.Life).ToUnixTimeSeconds());
        var identity = new JsonObject { ["namespace"] = order.Namespace };
        if (order.BoundTo is { } bound)
        {
            var reference = new JsonObject { ["name"] = bound.Text("name"), ["uid"] = bound.Text("uid") };
            identity[(bound.Text("kind") ?? "Pod").ToLowerInvariant()] = reference;
            if (order.NodeName is { Length: > 0 } node)
            {
                var uid = cluster.Store.Find("nodes", new ObjectKey("", node))?.Text("metadata", "uid");
                identity["node"] = uid is null ? new JsonObject { ["name"] = node } : new JsonObject { ["name"] = node, ["uid"] = uid };
            }
        }

        identity["serviceaccount"] = new JsonObject { ["name"] = order.Name, ["uid"] = order.Uid };
        return Key.Sign(new JsonObject
        {
            ["aud"] = new JsonArray([.. order.Audiences.Select(a => (JsonNode?)a)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["jti"] = Guid.NewGuid().ToString(),
            ["kubernetes.io"] = identity,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = $"system:serviceaccount:{order.Namespace}:{order.Name}",
        });
    }

    /// <summary>Whom a valid token stands for, whatever its audience; null if it is not valid (any more).</summary>
    public TokenSubject? Check(string token)
    {
        if (Key.Verify(token) is not { } claims || claims.Text("iss") != Issuer)
        {
            return null;
        }

        var now = cluster.Time.GetUtcNow().ToUnixTimeSeconds();
        if ((claims.Integer("exp") ?? 0) <= now || (claims.Integer("nbf") ?? 0) > now + 60)
        {
            return null;
        }

        var identity = claims.Object("kubernetes.io");
        var scope = identity.Text("namespace") ?? "";
        var name = identity.Text("serviceaccount", "name") ?? "";
        var uid = identity.Text("serviceaccount", "uid");
        if (!Exists("serviceaccounts", new ObjectKey(scope, name), uid) || !BoundObjectsExist(identity!, scope))
        {
            return null;
        }

        return new TokenSubject(User(claims, identity!, scope, name, uid ?? ""), [.. claims.Array("aud").Strings()]);
    }

    private bool BoundObjectsExist(JsonObject identity, string scope) =>
        (identity.Object("pod") is not { } pod || Exists("pods", new ObjectKey(scope, pod.Text("name") ?? ""), pod.Text("uid")))
        && (identity.Object("secret") is not { } secret || Exists("secrets", new ObjectKey(scope, secret.Text("name") ?? ""), secret.Text("uid")));

    private bool Exists(string resource, ObjectKey key, string? uid) => cluster.Store.Find(resource, key)?.Text("metadata", "uid") == uid && uid is not null;

    private static UserInfo User(JsonObject claims, JsonObject identity, string scope, string name, string uid)
    {
        var extra = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["authentication.kubernetes.io/credential-id"] = [$"JTI={claims.Text("jti")}"],
        };
        foreach (var kind in new[] { "pod", "node" })
        {
            if (identity.Object(kind) is { } bound)
            {
                extra[$"authentication.kubernetes.io/{kind}-name"] = [bound.Text("name") ?? ""];
                if (bound.Text("uid") is { } boundUid)
                {
                    extra[$"authentication.kubernetes.io/{kind}-uid"] = [boundUid];
                }
            }
        }

        return new UserInfo($"system:serviceaccount:{scope}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{scope}", UserInfo.Authenticated])
        {
            Uid = uid,
            Extra = extra,
        };
    }
}
