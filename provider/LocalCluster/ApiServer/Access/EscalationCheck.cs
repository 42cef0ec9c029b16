using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>Nobody may grant what they do not have: roles and bindings are compared with the rights of their writer.</summary>
internal sealed class EscalationCheck(RbacAuthorizer authorizer)
{
    /// <param name="kind">Any kind; only roles and bindings are looked at.</param>
    /// <param name="user">Who writes.</param>
    /// <param name="scope">The namespace written in; empty for cluster-wide objects.</param>
    /// <param name="tree">What is to be stored.</param>
    public void Check(ResourceKind kind, UserInfo user, string scope, JsonObject tree)
    {
        if (kind.Group != "rbac.authorization.k8s.io" || user.Groups.Contains(UserInfo.Masters))
        {
            return;
        }

        var isRole = kind.Kind is "Role" or "ClusterRole";
        var role = tree["roleRef"];
        var name = isRole ? tree.Text("metadata", "name") ?? "" : role.Text("name") ?? "";
        var verb = isRole ? "escalate" : "bind";
        var resource = isRole ? kind.Plural : role.Text("kind") == "Role" ? "roles" : "clusterroles";
        if (authorizer.Decide(user, new AccessQuestion { IsResource = true, Verb = verb, Group = kind.Group, Resource = resource, Namespace = scope, Name = name }).Allowed)
        {
            return;
        }

        var granted = isRole ? tree.Array("rules") : authorizer.RulesOfRole(role.Text("kind") ?? "", name, scope);
        var missing = granted.Objects().Where(r => !Holds(user, scope, r)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var groups = string.Join(' ', user.Groups.Select(g => $"\"{g}\""));
        throw ApiException.Forbidden(kind, tree.Text("metadata", "name") ?? "", $"user \"{user.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join('\n', missing.Select(Describe))}");
    }

    private bool Holds(UserInfo user, string scope, JsonObject rule)
    {
        foreach (var verb in rule.Array("verbs").Strings())
        {
            foreach (var path in rule.Array("nonResourceURLs").Strings())
            {
                if (!authorizer.Decide(user, new AccessQuestion { Verb = verb, Path = path }).Allowed)
                {
                    return false;
                }
            }

            if (!HoldsResources(user, scope, rule, verb))
            {
                return false;
            }
        }

        return true;
    }

    private bool HoldsResources(UserInfo user, string scope, JsonObject rule, string verb)
    {
        var names = rule.Array("resourceNames").Strings().DefaultIfEmpty("").ToList();
        foreach (var group in rule.Array("apiGroups").Strings())
        {
            foreach (var resource in rule.Array("resources").Strings())
            {
                var parts = resource.Split('/', 2);
                foreach (var name in names)
                {
                    var question = new AccessQuestion
                    {
                        IsResource = true,
                        Verb = verb,
                        Group = group,
                        Resource = parts[0],
                        Subresource = parts.Length > 1 ? parts[1] : "",
                        Namespace = scope,
                        Name = name,
                    };
                    if (!authorizer.Decide(user, question).Allowed)
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static string Describe(JsonObject rule)
    {
        var parts = new (string Label, string Field)[] { ("APIGroups", "apiGroups"), ("Resources", "resources"), ("ResourceNames", "resourceNames"), ("NonResourceURLs", "nonResourceURLs"), ("Verbs", "verbs") }
            .Where(p => rule.Array(p.Field) is { Count: > 0 })
            .Select(p => $"{p.Label}:[{string.Join(' ', rule.Array(p.Field).Strings().Select(v => $"\"{v}\""))}]");
        return "{" + string.Join(", ", parts) + "}";
    }
}
