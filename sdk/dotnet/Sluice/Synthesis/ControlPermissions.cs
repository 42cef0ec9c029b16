using Pulumi.Kubernetes.Types.Inputs.Rbac.V1;

namespace Sluice.Synthesis;

/// <summary>
/// What the controller may do. It reads what routing depends on everywhere, writes status, and manages the objects of gateways in any
/// namespace; Secrets it writes only at home, where its certificate authority is.
/// </summary>
internal static class ControlPermissions
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Manage = ["get", "list", "watch", "create", "update", "patch", "delete"];
    private static readonly string[] Keep = ["get", "create", "update"];
    private static readonly string[] WriteStatus = ["get", "update", "patch"];

    private static readonly string[] GatewayKinds =
        ["gatewayclasses", "gateways", "listenersets", "httproutes", "grpcroutes", "tlsroutes", "tcproutes", "udproutes", "backendtlspolicies", "referencegrants"];

    public static PolicyRuleArgs[] Cluster() =>
    [
        Rule(Kinds.GatewayGroup, GatewayKinds, Read),
        Rule(Kinds.GatewayGroup, [.. GatewayKinds.Where(kind => kind != "referencegrants").Select(Status)], WriteStatus),

        // Of which version and channel the installed API is.
        Rule("apiextensions.k8s.io", ["customresourcedefinitions"], Read),

        // Of the experimental channel; where the kind is not installed the permission is for nothing.
        Rule("gateway.networking.x-k8s.io", ["xmeshes"], Read),
        Rule("gateway.networking.x-k8s.io", ["xmeshes/status"], WriteStatus),

        // What is made for a gateway is owned by it; some clusters ask for this permission then.
        Rule(Kinds.GatewayGroup, ["gateways/finalizers"], ["update"]),
        Rule(Kinds.CoreGroup, ["namespaces", "secrets"], Read),
        Rule(Kinds.CoreGroup, ["services", "serviceaccounts", "configmaps"], Manage),
        Rule("discovery.k8s.io", ["endpointslices"], Read),
        Rule("apps", ["deployments"], Manage),
        Rule("autoscaling", ["horizontalpodautoscalers"], Manage),
        Rule("policy", ["poddisruptionbudgets"], Manage),
        Rule("authentication.k8s.io", ["tokenreviews"], ["create"]),
    ];

    /// <summary>Only with a mesh: endpoints of Services of others, which lead traffic; pods, by whose address a client's namespace is told; what owners are told.</summary>
    public static PolicyRuleArgs[] Mesh() =>
    [
        Rule(Kinds.CoreGroup, ["pods"], ["list", "watch"]),
        Rule(Kinds.CoreGroup, ["events"], ["create"]),
        Rule("discovery.k8s.io", ["endpointslices"], ["create", "update", "patch", "delete"]),

        // Some distributions ask for it where the addresses are those of pods.
        Rule("discovery.k8s.io", ["endpointslices/restricted"], ["create"]),
        Rule(Kinds.CoreGroup, ["endpoints"], ["get", "delete"]),

        // A role of its own for as long as Services are captured, lest an uninstall take away the right to release them; nobody can grant more than he has.
        Rule(Kinds.RbacGroup, ["clusterroles", "clusterrolebindings"], ["create"]),
        Rule(Kinds.RbacGroup, ["clusterroles", "clusterrolebindings"], ["get", "delete"], "sluice-mesh-release"),
    ];

    public static PolicyRuleArgs[] Home() =>
    [
        Rule("coordination.k8s.io", ["leases"], Keep),
        Rule(Kinds.CoreGroup, ["secrets"], Keep),
    ];

    private static string Status(string kind) => $"{kind}/status";

    private static PolicyRuleArgs Rule(string group, string[] resources, string[] verbs, params string[] names)
    {
        var rule = new PolicyRuleArgs { ApiGroups = new[] { group }, Resources = resources, Verbs = verbs };
        foreach (var name in names)
        {
            rule.ResourceNames.Add(name);
        }

        return rule;
    }
}
