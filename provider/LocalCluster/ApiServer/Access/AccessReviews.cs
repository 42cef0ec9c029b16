using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>The posted questions about identity and access, and token requests.</summary>
internal sealed class AccessReviews(ClusterState cluster, AccessControl access)
{
    private const long ShortestToken = 600;
    private const long DefaultToken = 3600;
    private const long LongestToken = 1L << 32;

    public void Map(SubresourceEndpoints endpoints)
    {
        endpoints.Map("create serviceaccounts/token", TokenRequestAsync);
        endpoints.Map("create tokenreviews.authentication.k8s.io", TokenReviewAsync);
        endpoints.Map("create selfsubjectreviews.authentication.k8s.io", SelfSubjectReviewAsync);
        endpoints.Map("create selfsubjectaccessreviews.authorization.k8s.io", (r, k) => AccessReviewAsync(r, k, r.User));
        endpoints.Map("create subjectaccessreviews.authorization.k8s.io", (r, k) => AccessReviewAsync(r, k, null));
        endpoints.Map("create localsubjectaccessreviews.authorization.k8s.io", (r, k) => AccessReviewAsync(r, k, null));
        endpoints.Map("create selfsubjectrulesreviews.authorization.k8s.io", RulesReviewAsync);
    }

    private async Task TokenRequestAsync(ApiRequest request, ResourceKind kind)
    {
        var key = new ObjectKey(request.Info.Namespace, request.Info.Name);
        var tokenKind = TokenKind(kind);
        var body = await BodyReader.ReadObjectAsync(request, tokenKind, FieldValidation.Warn).ConfigureAwait(false);
        var account = cluster.Store.Find("serviceaccounts", key) ?? throw ApiException.NotFound(kind, key.Name);
        var spec = body.Ensure("spec");
        var seconds = spec.Integer("expirationSeconds") ?? DefaultToken;
        var errors = new FieldErrors();
        if (seconds < ShortestToken)
        {
            errors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
        }
        else if (seconds > LongestToken)
        {
            errors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
        }

        if (errors.Count > 0)
        {
            throw ApiException.Invalid(tokenKind, "", errors);
        }

        var bound = spec.Object("boundObjectRef");
        var node = bound is null ? null : CheckBound(kind, key, bound);
        var audiences = spec.Array("audiences").Strings().ToList();
        if (audiences.Count == 0)
        {
            audiences.Add(ServiceAccountTokens.Issuer);
        }

        var token = access.Tokens.Issue(
            new TokenOrder
            {
                Namespace = key.Namespace,
                Name = key.Name,
                Uid = account.Text("metadata", "uid")!,
                Audiences = audiences,
                Life = TimeSpan.FromSeconds(seconds),
                BoundTo = bound,
                NodeName = node,
            },
            out var expires);
        await AnswerAsync(request, tokenKind, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["uid"] = account.Text("metadata", "uid"),
                ["creationTimestamp"] = cluster.Now,
            },
            ["spec"] = new JsonObject
            {
                ["audiences"] = Names(audiences),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = bound?.DeepClone(),
            },
            ["status"] = new JsonObject
            {
                ["token"] = token,
                ["expirationTimestamp"] = expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
        }).ConfigureAwait(false);
    }

    private static ResourceKind TokenKind(ResourceKind accounts) => accounts with
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Kind = "TokenRequest",
        Schema = Schemas.KubernetesTypes.Instance.Get("authentication.v1.TokenRequest"),
        Strategy = Strategies.ResourceStrategy.Plain,
    };

    /// <summary>The object a token is bound to must exist and, if it is a pod, run as this account. Answers the pod's node.</summary>
    private string? CheckBound(ResourceKind kind, ObjectKey account, JsonObject bound)
    {
        var name = bound.Text("name") ?? "";
        var resource = bound.Text("kind") switch
        {
            "Pod" => "pods",
            "Secret" => "secrets",
            "Node" => "nodes",
            var other => throw ApiException.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to object of type {bound.Text("apiVersion")}, Kind={other}"),
        };
        var target = cluster.Store.Find(resource, new ObjectKey(resource == "nodes" ? "" : account.Namespace, name))
            ?? throw new ApiException(404, "NotFound", $"{resource} \"{name}\" not found", new JsonObject { ["name"] = name, ["kind"] = resource });
        if (bound.Text("uid") is { Length: > 0 } uid && uid != target.Text("metadata", "uid"))
        {
            throw ApiException.Conflict(kind, account.Name, $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        bound["uid"] = target.Text("metadata", "uid");
        if (resource == "pods" && target.Text("spec", "serviceAccountName") != account.Name)
        {
            throw ApiException.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name.");
        }

        return resource == "pods" ? target.Text("spec", "nodeName") : null;
    }

    private async Task TokenReviewAsync(ApiRequest request, ResourceKind kind)
    {
        var body = await BodyReader.ReadObjectAsync(request, kind, FieldValidation.Warn).ConfigureAwait(false);
        var spec = body.Ensure("spec");
        var wanted = spec.Array("audiences").Strings().ToList();
        if (wanted.Count == 0)
        {
            wanted.Add(ServiceAccountTokens.Issuer);
        }

        var status = new JsonObject();
        if (access.Tokens.Check(spec.Text("token") ?? "") is not { } subject)
        {
            status["user"] = new JsonObject();
            status["error"] = "invalid bearer token";
        }
        else if (subject.Audiences.Intersect(wanted).ToList() is not { Count: > 0 } shared)
        {
            status["user"] = new JsonObject();
            status["error"] = $"[invalid bearer token, token audiences {Quoted(subject.Audiences)} is invalid for the target audiences {Quoted(wanted)}]";
        }
        else
        {
            status["authenticated"] = true;
            status["user"] = Describe(subject.User);
            status["audiences"] = Names(shared);
        }

        await AnswerAsync(request, kind, new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = spec.DeepClone(), ["status"] = status }).ConfigureAwait(false);
    }

    private async Task SelfSubjectReviewAsync(ApiRequest request, ResourceKind kind)
    {
        await BodyReader.ReadObjectAsync(request, kind, FieldValidation.Warn).ConfigureAwait(false);
        await AnswerAsync(request, kind, new JsonObject
        {
            ["metadata"] = new JsonObject { ["creationTimestamp"] = cluster.Now },
            ["status"] = new JsonObject { ["userInfo"] = Describe(request.User) },
        }).ConfigureAwait(false);
    }

    private async Task AccessReviewAsync(ApiRequest request, ResourceKind kind, UserInfo? self)
    {
        var body = await BodyReader.ReadObjectAsync(request, kind, FieldValidation.Warn).ConfigureAwait(false);
        var spec = body.Ensure("spec");
        var user = self ?? new UserInfo(spec.Text("user") ?? "", [.. spec.Array("groups").Strings()]) { Uid = spec.Text("uid") ?? "" };
        var errors = new FieldErrors();
        if (spec.Object("resourceAttributes") is null == spec.Object("nonResourceAttributes") is null)
        {
            errors.Invalid("spec.resourceAttributes", spec.Object("nonResourceAttributes")?.DeepClone(), "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        if (self is null && user.Name.Length == 0 && user.Groups.Count == 0)
        {
            errors.Invalid("spec.user", "", "at least one of user or group must be specified");
        }

        if (errors.Count > 0)
        {
            throw ApiException.Invalid(kind, "", errors);
        }

        var verdict = access.Authorizer.Decide(user, Question(spec));
        var status = new JsonObject { ["allowed"] = verdict.Allowed };
        if (verdict.Reason.Length > 0)
        {
            status["reason"] = verdict.Reason;
        }

        var metadata = new JsonObject();
        if (kind.Namespaced)
        {
            metadata["namespace"] = request.Info.Namespace;
        }

        await AnswerAsync(request, kind, new JsonObject { ["metadata"] = metadata, ["spec"] = spec.DeepClone(), ["status"] = status }).ConfigureAwait(false);
    }

    private static AccessQuestion Question(JsonObject spec)
    {
        if (spec.Object("resourceAttributes") is { } resource)
        {
            return new AccessQuestion
            {
                IsResource = true,
                Verb = resource.Text("verb") ?? "",
                Group = resource.Text("group") ?? "",
                Resource = resource.Text("resource") ?? "",
                Subresource = resource.Text("subresource") ?? "",
                Namespace = resource.Text("namespace") ?? "",
                Name = resource.Text("name") ?? "",
            };
        }

        var path = spec.Object("nonResourceAttributes");
        return new AccessQuestion { Verb = path.Text("verb") ?? "", Path = path.Text("path") ?? "" };
    }

    private async Task RulesReviewAsync(ApiRequest request, ResourceKind kind)
    {
        var body = await BodyReader.ReadObjectAsync(request, kind, FieldValidation.Warn).ConfigureAwait(false);
        var scope = body.At("spec").Text("namespace");
        if (string.IsNullOrEmpty(scope))
        {
            throw ApiException.BadRequest("no namespace on request");
        }

        var resourceRules = new JsonArray();
        var pathRules = new JsonArray();
        if (request.User.Groups.Contains(UserInfo.Masters))
        {
            resourceRules.Add((JsonNode)new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") });
            pathRules.Add((JsonNode)new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") });
        }

        foreach (var rule in access.Authorizer.RulesFor(request.User, scope))
        {
            if (rule.Array("resources") is { Count: > 0 })
            {
                resourceRules.Add((JsonNode)Part(rule, "verbs", "apiGroups", "resources", "resourceNames"));
            }

            if (rule.Array("nonResourceURLs") is { Count: > 0 })
            {
                pathRules.Add((JsonNode)Part(rule, "verbs", "nonResourceURLs"));
            }
        }

        await AnswerAsync(request, kind, new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject { ["resourceRules"] = resourceRules, ["nonResourceRules"] = pathRules, ["incomplete"] = false },
        }).ConfigureAwait(false);
    }

    private static JsonObject Part(JsonObject rule, params string[] fields)
    {
        var part = new JsonObject();
        foreach (var field in fields.Where(f => rule.Array(f) is { Count: > 0 }))
        {
            part[field] = rule[field]!.DeepClone();
        }

        return part;
    }

    private static JsonObject Describe(UserInfo user)
    {
        var document = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            document["uid"] = user.Uid;
        }

        document["groups"] = Names(user.Groups);
        if (user.Extra.Count > 0)
        {
            var extra = new JsonObject();
            foreach (var (name, values) in user.Extra)
            {
                extra[name] = Names(values);
            }

            document["extra"] = extra;
        }

        return document;
    }

    private static string Quoted(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(v => $"\"{v}\""))}]";

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode?)n)]);

    private static Task AnswerAsync(ApiRequest request, ResourceKind kind, JsonObject content)
    {
        var answer = new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion };
        foreach (var (name, value) in content)
        {
            answer[name] = value?.DeepClone();
        }

        return ApiResponses.ObjectAsync(request, 201, answer, MediaTypes.Negotiate(request.Accept).Yaml);
    }
}
