using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;

namespace Sluice.Control.Tests.Cluster;

/// <summary>The platform as a user's stack deploys it, with the permissions that control needs and no others.</summary>
internal static class PlatformManifests
{
    public const string Httpbin = """
        [
          {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"demo"}},
          {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"httpbin","namespace":"demo"},
           "spec":{"selector":{"matchLabels":{"app":"httpbin"}},
             "template":{"metadata":{"labels":{"app":"httpbin"}},
               "spec":{"containers":[{"name":"httpbin","image":"docker.io/mccutchen/go-httpbin:v2.15.0","ports":[{"containerPort":8080}],
                 "readinessProbe":{"httpGet":{"path":"/get","port":8080},"periodSeconds":1}}]}}}},
          {"apiVersion":"v1","kind":"Service","metadata":{"name":"httpbin","namespace":"demo"},
           "spec":{"selector":{"app":"httpbin"},"ports":[{"name":"http","port":8000,"targetPort":8080}]}}
        ]
        """;

    public static string Platform(string image, int replicas) => $$$"""
        [
          {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"sluice-system"}},
          {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"sluice-control","namespace":"sluice-system"}},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"sluice-control"},
           "rules":[
             {"apiGroups":["gateway.networking.k8s.io"],"resources":["gatewayclasses","gateways","listenersets","httproutes","grpcroutes","tlsroutes","tcproutes","udproutes","backendtlspolicies","referencegrants"],"verbs":["get","list","watch"]},
             {"apiGroups":["gateway.networking.k8s.io"],"resources":["gatewayclasses/status","gateways/status","listenersets/status","httproutes/status","grpcroutes/status","tlsroutes/status","tcproutes/status","udproutes/status","backendtlspolicies/status"],"verbs":["get","update","patch"]},
             {"apiGroups":["gateway.networking.x-k8s.io"],"resources":["xmeshes"],"verbs":["get","list","watch"]},
             {"apiGroups":["gateway.networking.x-k8s.io"],"resources":["xmeshes/status"],"verbs":["get","update","patch"]},
             {"apiGroups":[""],"resources":["namespaces","secrets"],"verbs":["get","list","watch"]},
             {"apiGroups":[""],"resources":["services","serviceaccounts","configmaps"],"verbs":["get","list","watch","create","update","patch","delete"]},
             {"apiGroups":["discovery.k8s.io"],"resources":["endpointslices"],"verbs":["get","list","watch"]},
             {"apiGroups":["apps"],"resources":["deployments"],"verbs":["get","list","watch","create","update","patch","delete"]},
             {"apiGroups":["autoscaling"],"resources":["horizontalpodautoscalers"],"verbs":["get","list","watch","create","update","patch","delete"]},
             {"apiGroups":["policy"],"resources":["poddisruptionbudgets"],"verbs":["get","list","watch","create","update","patch","delete"]},
             {"apiGroups":["authentication.k8s.io"],"resources":["tokenreviews"],"verbs":["create"]}]},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"sluice-control"},
           "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"sluice-control"},
           "subjects":[{"kind":"ServiceAccount","name":"sluice-control","namespace":"sluice-system"}]},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"sluice-control","namespace":"sluice-system"},
           "rules":[
             {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","create","update"]},
             {"apiGroups":[""],"resources":["secrets"],"verbs":["get","create","update"]}]},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"sluice-control","namespace":"sluice-system"},
           "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"sluice-control"},
           "subjects":[{"kind":"ServiceAccount","name":"sluice-control","namespace":"sluice-system"}]},
          {"apiVersion":"v1","kind":"Service","metadata":{"name":"sluice-control","namespace":"sluice-system"},
           "spec":{"selector":{"app.kubernetes.io/name":"sluice-control"},"ports":[{"name":"stream","port":15010,"targetPort":15010}]}},
          {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"sluice-control","namespace":"sluice-system"},
           "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app.kubernetes.io/name":"sluice-control"}},
             "template":{"metadata":{"labels":{"app.kubernetes.io/name":"sluice-control"}},
               "spec":{"serviceAccountName":"sluice-control","containers":[{"name":"control","image":"{{{image}}}","args":["--role","control"],
                 "env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } },{"name":"POD_NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"} } },
                        {"name":"POD_IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"} } },{"name":"SLUICE_IMAGE","value":"{{{image}}}"}],
                 "readinessProbe":{"httpGet":{"path":"/readyz","port":15020},"periodSeconds":1}}]} } } },
          {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"sluice"},"spec":{"controllerName":"sluice.dev/gateway-controller"} }
        ]
        """;

    /// <summary>What the platform has besides with a mesh; the Service comes last, for it switches the mesh on.</summary>
    public static string Mesh(string image, int replicas) => $$$"""
        [
          {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"sluice-mesh","namespace":"sluice-system"}},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"sluice-mesh"},
           "rules":[
             {"apiGroups":[""],"resources":["pods"],"verbs":["list","watch"]},
             {"apiGroups":["discovery.k8s.io"],"resources":["endpointslices"],"verbs":["create","update","patch","delete"]},
             {"apiGroups":[""],"resources":["endpoints"],"verbs":["get","delete"]},
             {"apiGroups":[""],"resources":["events"],"verbs":["create"]}]},
          {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"sluice-mesh"},
           "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"sluice-mesh"},
           "subjects":[{"kind":"ServiceAccount","name":"sluice-control","namespace":"sluice-system"}]},
          {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"sluice-mesh","namespace":"sluice-system"},
           "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app.kubernetes.io/name":"sluice-mesh"}},
             "template":{"metadata":{"labels":{"app.kubernetes.io/name":"sluice-mesh"}},
               "spec":{"serviceAccountName":"sluice-mesh","containers":[{"name":"proxy","image":"{{{image}}}","args":["--role","mesh"],
                 "env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } },{"name":"POD_NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"} } },
                        {"name":"POD_IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"} } }],
                 "volumeMounts":[{"name":"control","mountPath":"/etc/sluice/control"},{"name":"token","mountPath":"/var/run/secrets/sluice"},{"name":"state","mountPath":"/var/lib/sluice"}],
                 "readinessProbe":{"httpGet":{"path":"/readyz","port":15021},"periodSeconds":1}}],
                 "volumes":[{"name":"control","configMap":{"name":"sluice-mesh"} },{"name":"state","emptyDir":{} },
                   {"name":"token","projected":{"sources":[{"serviceAccountToken":{"audience":"sluice-control","expirationSeconds":3600,"path":"token"} }]} }]} } } },
          {"apiVersion":"v1","kind":"Service","metadata":{"name":"sluice-mesh","namespace":"sluice-system"},
           "spec":{"clusterIP":"None","selector":{"app.kubernetes.io/name":"sluice-mesh"},"ports":[{"name":"metrics","port":15021,"targetPort":15021}]} }
        ]
        """;

    /// <summary>A route for callers of Service httpbin that marks its answers.</summary>
    public static string MeshRoute(string name, string ns, string value) => $$$"""
        [
          {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},
           "spec":{"parentRefs":[{"group":"","kind":"Service","name":"httpbin","namespace":"demo"}],
             "rules":[{"filters":[{"type":"ResponseHeaderModifier","responseHeaderModifier":{"set":[{"name":"X-Route","value":"{{{value}}}"}]} }],
               "backendRefs":[{"name":"httpbin","namespace":"demo","port":8000}]}]} }
        ]
        """;

    public static string Gateway(string name, params string[] addresses) => $$$"""
        [
          {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"{{{name}}}","namespace":"demo"},
           "spec":{"gatewayClassName":"sluice","listeners":[{"name":"http","port":80,"protocol":"HTTP"}],
             "addresses":[{{{string.Join(',', addresses.Select(address => $$"""{"value":"{{address}}"}"""))}}}]} }
        ]
        """;

    public static string Route(string name, string gateway, string path) => $$$"""
        [
          {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"{{{name}}}","namespace":"demo"},
           "spec":{"parentRefs":[{"name":"{{{gateway}}}"}],"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"{{{path}}}"} }],"backendRefs":[{"name":"httpbin","port":8000}]}]} }
        ]
        """;

    public static ApiResource ResourceOf(JsonObject body)
    {
        var apiVersion = body["apiVersion"]!.GetValue<string>().Split('/');
        var kind = body["kind"]!.GetValue<string>();
        var (group, version) = apiVersion.Length == 2 ? (apiVersion[0], apiVersion[1]) : ("", apiVersion[0]);
        var plural = kind == "GatewayClass" ? "gatewayclasses" : kind.ToLowerInvariant() + "s";
        return new ApiResource(group, version, plural, kind, body["metadata"]!["namespace"] is not null);
    }
}
