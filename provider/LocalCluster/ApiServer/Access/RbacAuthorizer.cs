using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>What somebody wants to do.</summary>
internal sealed record AccessQuestion
{
    public required string Verb { get; init; }

    public bool IsResource { get; init; }

    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";
}

/// <param name="Allowed">The verdict.</param>
/// <param name="Reason">Which binding allows it; empty otherwise.</param>
internal sealed record AccessVerdict(bool Allowed, string Reason)
{
    public static AccessVerdict Denied { get; } = new(false, "");
}

/// <summary>Role-based access control over the stored roles and bindings.</summary>
internal sealed class RbacAuthorizer(ClusterState cluster)
{
    private const string ClusterBindings = "clusterrolebindings.rbac.authorization.k8s.io";
    private const string Bindings = "rolebindings.rbac.authorization.k8s.io";
    private const string ClusterRoles = "clusterroles.rbac.authorization.k8s.io";
    private const string Roles = "roles.rbac.authorization.k8s.io";

    public AccessVerdict Decide(UserInfo user, AccessQuestion question)
    {
        if (user.Groups.Contains(UserInfo.Masters))
        {
            return new AccessVerdict(true, "");
        }

        foreach (var grant in Grants(user, question.IsResource ? question.Namespace : ""))
        {
            if (grant.Rules.Objects().Any(r => Allows(r, question)))
            {
                return new AccessVerdict(true, grant.Reason);
            }
        }

        return AccessVerdict.Denied;
    }

    /// <summary>All rules that hold for the user in a namespace.</summary>
    public IEnumerable<JsonObject> RulesFor(UserInfo user, string scope) => Grants(user, scope).SelectMany(g => g.Rules.Objects());

    private IEnumerable<Grant> Grants(UserInfo user, string scope)
    {
        foreach (var binding in cluster.Store.Snapshot(ClusterBindings).Items.Values)
        {
            if (Subject(binding.Tree, user, "") is { } subject && RulesOf(binding.Tree, "") is { } rules)
            {
                var role = binding.Tree["roleRef"];
                yield return new Grant(rules, $"RBAC: allowed by ClusterRoleBinding \"{binding.Key.Name}\" of {role.Text("kind")} \"{role.Text("name")}\" to {subject}");
            }
        }

        if (scope.Length == 0)
        {
            yield break;
        }

        foreach (var binding in cluster.Store.Snapshot(Bindings).Items.Values)
        {
            if (binding.Key.Namespace == scope && Subject(binding.Tree, user, scope) is { } subject && RulesOf(binding.Tree, scope) is { } rules)
            {
                var role = binding.Tree["roleRef"];
                yield return new Grant(rules, $"RBAC: allowed by RoleBinding \"{binding.Key.Name}/{scope}\" of {role.Text("kind")} \"{role.Text("name")}\" to {subject}");
            }
        }
    }

    private sealed record Grant(JsonArray? Rules, string Reason);

    private JsonArray? RulesOf(JsonObject binding, string scope)
    {
        var role = binding["roleRef"];
        return RulesOfRole(role.Text("kind") ?? "", role.Text("name") ?? "", scope);
    }

    /// <summary>The rules of a role, those it aggregates included; null if there is no such role.</summary>
    public JsonArray? RulesOfRole(string kind, string name, string scope)
    {
        var found = kind == "Role"
            ? cluster.Store.Find(Roles, new ObjectKey(scope, name))
            : cluster.Store.Find(ClusterRoles, new ObjectKey("", name));
        if (found?.Tree.At("aggregationRule", "clusterRoleSelectors") is not JsonArray selectors)
        {
            return found?.Tree.Array("rules") ?? (found is null ? null : []);
        }

        var rules = new JsonArray();
        foreach (var role in cluster.Store.Snapshot(ClusterRoles).Items.Values)
        {
            if (role.Key.Name != name && selectors.Objects().Any(s => Strategies.LabelSelectors.Matches(s, role.Tree.At("metadata", "labels"))))
            {
                foreach (var rule in role.Tree.Array("rules").Objects())
                {
                    rules.Add(rule.DeepClone());
                }
            }
        }

        return rules;
    }

    private static string? Subject(JsonObject binding, UserInfo user, string scope)
    {
        foreach (var subject in binding.Array("subjects").Objects())
        {
            var name = subject.Text("name") ?? "";
            switch (subject.Text("kind"))
            {
                case "User" when user.Name == name || name == "*":
                    return $"User \"{name}\"";
                case "Group" when user.Groups.Contains(name):
                    return $"Group \"{name}\"";
                case "ServiceAccount":
                    var home = subject.Text("namespace") ?? scope;
                    if (user.Name == $"system:serviceaccount:{home}:{name}")
                    {
                        return $"ServiceAccount \"{name}/{home}\"";
                    }

                    break;
            }
        }

        return null;
    }

    public static bool Allows(JsonObject rule, AccessQuestion question)
    {
        if (!Contains(rule.Array("verbs"), question.Verb))
        {
            return false;
        }

        if (!question.IsResource)
        {
            return rule.Array("nonResourceURLs").Strings().Any(u => u == "*" || u == question.Path || (u.EndsWith('*') && question.Path.StartsWith(u.TrimEnd('*'), StringComparison.Ordinal)));
        }

        var resource = question.Subresource.Length == 0 ? question.Resource : $"{question.Resource}/{question.Subresource}";
        return Contains(rule.Array("apiGroups"), question.Group)
            && rule.Array("resources").Strings().Any(r => r == "*" || r == resource || (question.Subresource.Length > 0 && r == $"*/{question.Subresource}"))
            && (rule.Array("resourceNames") is not { Count: > 0 } names || names.Strings().Contains(question.Name));
    }

    private static bool Contains(JsonArray? list, string value) => list.Strings().Any(v => v == "*" || v == value);
}
