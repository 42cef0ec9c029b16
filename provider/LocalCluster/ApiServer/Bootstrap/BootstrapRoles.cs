using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Bootstrap;

/// <summary>Roles and bindings every cluster has.</summary>
internal static class BootstrapRoles
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];
    private static readonly string[] HealthPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    public static IEnumerable<(string Name, JsonObject Role)> Roles()
    {
        yield return ("cluster-admin", Role(Rule(["*"], ["*"], ["*"]), Paths(["*"], ["*"])));
        yield return ("system:discovery", Role(Paths(["get"], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"])));
        yield return ("system:public-info-viewer", Role(Paths(["get"], HealthPaths)));
        yield return ("system:basic-user", Role(
            Rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            Rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"])));
        yield return ("system:service-account-issuer-discovery", Role(
            Paths(["get"], ["/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/"]),
            Paths(["get"], ["/.well-known", "/.well-known/*"])));
        yield return ("system:auth-delegator", Role(
            Rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
            Rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"])));
        yield return ("view", Role(ViewRules()));
        yield return ("edit", Role([.. ViewRules(), .. EditRules()]));
        yield return ("admin", Role([
            .. ViewRules(), .. EditRules(),
            Rule(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
            Rule([.. Read, .. Write], ["rbac.authorization.k8s.io"], ["roles", "rolebindings"]),
        ]));
        yield return ("system:kube-scheduler", Role(
            Rule(["get", "list", "watch", "delete"], [""], ["pods"]),
            Rule(Read, [""], ["nodes", "namespaces", "services", "replicationcontrollers", "persistentvolumes", "persistentvolumeclaims"]),
            Rule(["create"], [""], ["pods/binding", "bindings"]),
            Rule(["patch", "update"], [""], ["pods/status"]),
            Rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"])));
        yield return ("system:node", Role(
            Rule(["create", "get", "list", "watch", "update", "patch", "delete"], [""], ["nodes", "nodes/status", "pods", "pods/status"]),
            Rule(Read, [""], ["services", "configmaps", "secrets", "persistentvolumeclaims", "persistentvolumes"]),
            Rule(["create"], [""], ["serviceaccounts/token", "pods/eviction"]),
            Rule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"]),
            Rule(["create", "get", "update", "patch", "delete"], ["coordination.k8s.io"], ["leases"]),
            Rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
            Rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews", "localsubjectaccessreviews"])));
        yield return ("system:kube-controller-manager", Role(Rule(["*"], ["*"], ["*"]), Paths(["*"], ["*"])));
    }

    public static IEnumerable<(string Name, JsonObject Binding)> Bindings()
    {
        yield return Bind("cluster-admin", "cluster-admin", Group("system:masters"));
        yield return Bind("system:discovery", "system:discovery", Group("system:authenticated"));
        yield return Bind("system:public-info-viewer", "system:public-info-viewer", Group("system:authenticated"), Group("system:unauthenticated"));
        yield return Bind("system:basic-user", "system:basic-user", Group("system:authenticated"));
        yield return Bind("system:service-account-issuer-discovery", "system:service-account-issuer-discovery", Group("system:serviceaccounts"));
        yield return Bind("system:kube-scheduler", "system:kube-scheduler", User("system:kube-scheduler"));
        yield return Bind("system:kube-controller-manager", "system:kube-controller-manager", User("system:kube-controller-manager"));
        yield return Bind("system:node", "system:node", Group("system:nodes"));
    }

    private static JsonObject[] ViewRules() =>
    [
        Rule(Read, [""], ["configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services", "services/status"]),
        Rule(Read, [""], ["bindings", "events", "limitranges", "namespaces/status", "pods/log", "pods/status", "replicationcontrollers/status", "resourcequotas", "resourcequotas/status", "namespaces"]),
        Rule(Read, ["discovery.k8s.io"], ["endpointslices"]),
        Rule(Read, ["apps"], ["controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status"]),
        Rule(Read, ["autoscaling"], ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
        Rule(Read, ["batch"], ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
        Rule(Read, ["policy"], ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
        Rule(Read, ["networking.k8s.io"], ["ingresses", "ingresses/status", "networkpolicies"]),
    ];

    private static JsonObject[] EditRules() =>
    [
        Rule(Read, [""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"]),
        Rule(["impersonate"], [""], ["serviceaccounts"]),
        Rule(Write, [""], ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "configmaps", "events", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale", "secrets", "serviceaccounts", "services", "services/proxy"]),
        Rule(["create"], [""], ["pods/eviction", "serviceaccounts/token"]),
        Rule(Write, ["apps"], ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"]),
        Rule(Write, ["autoscaling"], ["horizontalpodautoscalers"]),
        Rule(Write, ["batch"], ["cronjobs", "jobs"]),
        Rule(Write, ["policy"], ["poddisruptionbudgets"]),
        Rule(Write, ["networking.k8s.io"], ["ingresses", "networkpolicies"]),
        Rule([.. Read, .. Write], ["coordination.k8s.io"], ["leases"]),
    ];

    private static JsonObject Role(params JsonObject[] rules) => new()
    {
        ["metadata"] = Metadata(),
        ["rules"] = new JsonArray([.. rules.Select(r => (JsonNode)r)]),
    };

    private static JsonObject Metadata() => new()
    {
        ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
        ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
    };

    private static JsonObject Rule(string[] verbs, string[] groups, string[] resources) => new()
    {
        ["verbs"] = Names(verbs),
        ["apiGroups"] = Names(groups),
        ["resources"] = Names(resources),
    };

    private static JsonObject Paths(string[] verbs, string[] paths) => new() { ["verbs"] = Names(verbs), ["nonResourceURLs"] = Names(paths) };

    private static (string Name, JsonObject Binding) Bind(string name, string role, params JsonObject[] subjects) => (name, new JsonObject
    {
        ["metadata"] = Metadata(),
        ["subjects"] = new JsonArray([.. subjects.Select(s => (JsonNode)s)]),
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
    });

    private static JsonObject Group(string name) => new() { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = name };

    private static JsonObject User(string name) => new() { ["kind"] = "User", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = name };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode?)n)]);
}
