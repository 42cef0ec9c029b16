using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.Control.Provisioning;
using Sluice.Translation;

namespace Sluice.Control.Mesh;

/// <summary>
/// Control's own right to release Services: a ClusterRole and its binding, made while any Service is captured and deleted afterwards. An
/// uninstall takes the platform's permissions away in any order, and kubectl takes them first; nobody could give the Services their
/// selectors back then. It grants nothing that control does not have by the platform's role.
/// </summary>
internal sealed partial class ReleasePermit(KubernetesApi api, ControlOptions options, ILogger logger)
{
    private const string Name = "sluice-mesh-release";
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly ObjectKey Key = new("", Name);
    private static readonly ApiResource Namespaces = new("", "v1", "namespaces", "Namespace", Namespaced: false);
    private static readonly ApiResource Roles = new(Group, "v1", "clusterroles", "ClusterRole", Namespaced: false);
    private static readonly ApiResource Bindings = new(Group, "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false);

    private bool _refused;

    /// <summary>Null while it is not known.</summary>
    public bool? IsHeld { get; private set; }

    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            var role = await api.GetAsync(Roles, Key, cancellationToken);
            if (role is null && await api.GetAsync(Namespaces, new ObjectKey("", options.Namespace), cancellationToken) is { } home)
            {
                role = await api.CreateAsync(Roles, "", Role(home), cancellationToken);
            }

            var binding = role is null ? null : await api.GetAsync(Bindings, Key, cancellationToken);
            if (binding is not null && binding["metadata"]?["ownerReferences"]?[0]?["uid"]?.GetValue<string>() != Uid(role!))
            {
                // Of a role that was freed a moment ago: it goes after its owner.
                await api.DeleteAsync(Bindings, Key, Uid(binding), cancellationToken);
                binding = null;
            }

            if (role is not null && binding is null)
            {
                await api.CreateAsync(Bindings, "", Binding(role), cancellationToken);
            }
        }
        catch (ApiException refused) when (refused.IsForbidden)
        {
            // The platform's role is of an older version. Everything but an uninstall in any order works without; a newer one is taken up at once.
            if (!_refused)
            {
                Log.Refused(logger, refused.Message);
            }

            _refused = true;
            return;
        }

        IsHeld = true;
    }

    public async Task FreeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await api.GetAsync(Roles, Key, cancellationToken) is { } role)
            {
                await api.DeleteAsync(Roles, Key, Uid(role), cancellationToken);
            }
        }
        catch (ApiException refused) when (refused.IsForbidden || refused.Code == HttpStatusCode.Unauthorized)
        {
            // The other replica was faster, or control's account went the moment it was let go; then the namespace takes the permit along.
        }

        IsHeld = false;
    }

    /// <summary>Owned by control's namespace, so that it is gone after it at the latest.</summary>
    private static JsonObject Role(JsonObject home) => new()
    {
        ["apiVersion"] = Roles.ApiVersion,
        ["kind"] = Roles.Kind,
        ["metadata"] = Metadata(Namespaces, home),
        ["rules"] = new JsonArray(
            Rule("", ["services"], ["get", "list", "watch", "create", "patch", "delete"]),
            Rule("", ["namespaces"], ["get", "list", "watch"]),
            Rule("", ["serviceaccounts"], ["patch"]),
            Rule("discovery.k8s.io", ["endpointslices"], ["get", "list", "watch", "create", "patch", "delete"]),
            Rule("apps", ["deployments"], ["get"]),
            Rule(Group, ["clusterroles", "clusterrolebindings"], ["get", "delete"], Name)),
    };

    /// <summary>Owned by the role, so that both go by one request: after it there is no right to make another.</summary>
    private JsonObject Binding(JsonObject role) => new()
    {
        ["apiVersion"] = Bindings.ApiVersion,
        ["kind"] = Bindings.Kind,
        ["metadata"] = Metadata(Roles, role),
        ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = Roles.Kind, ["name"] = Name },
        ["subjects"] = new JsonArray(new JsonObject { ["kind"] = OwnedKinds.ServiceAccounts.Kind, ["name"] = ControlDefaults.ControlName, ["namespace"] = options.Namespace }),
    };

    private static JsonObject Metadata(ApiResource kind, JsonObject owner) => new()
    {
        ["name"] = Name,
        ["labels"] = new JsonObject { [ControlDefaults.ManagedByLabel] = ControlDefaults.ManagedBy },
        ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["name"] = owner["metadata"]?["name"]?.GetValue<string>(), ["uid"] = Uid(owner) }),
    };

    private static string Uid(JsonObject item) => item["metadata"]?["uid"]?.GetValue<string>() ?? "";

    private static JsonObject Rule(string group, string[] resources, string[] verbs, string? name = null)
    {
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };
        if (name is not null)
        {
            rule["resourceNames"] = new JsonArray(name);
        }

        return rule;
    }

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static partial class Log
    {
        [LoggerMessage(EventId = 4621, Level = LogLevel.Warning, Message = "Mesh: control cannot keep the right to release Services ({Reason}). Deploy the platform's newer permissions; until then delete Service sluice-mesh before the rest.")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
