using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

internal sealed class PodStrategy : ResourceStrategy
{
    private const string TokenMountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static readonly string[] MutableSpecFields = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"];

    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ];

    public override bool ManagesGeneration => true;

    public override bool DeleteAnswersObject => true;

    public override void Default(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        PodDefaults.Apply(spec);
        spec.SetDefault("enableServiceLinks", true);
    }

    public override void PrepareForCreate(JsonObject tree) =>
        tree["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QosClass(Spec(tree)) };

    public override void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
        Copy(old, tree, "status");

        // Allocated by admission at creation; a client that does not know the fields must not lose them.
        var spec = Spec(tree);
        foreach (var name in new[] { "nodeName", "serviceAccountName", "serviceAccount", "priority", "preemptionPolicy" })
        {
            if (spec is not null && !spec.ContainsKey(name) && old.At("spec", name) is { } value)
            {
                spec[name] = value.DeepClone();
            }
        }
    }

    public override void PrepareForStatusUpdate(JsonObject tree, JsonObject old)
    {
        base.PrepareForStatusUpdate(tree, old);
        var metadata = tree.Ensure("metadata");
        Copy(old.Ensure("metadata"), metadata, "ownerReferences");
        Copy(old.Ensure("metadata"), metadata, "labels");
    }

    public override void Admit(AdmissionRequest request)
    {
        if (request.IsCreate)
        {
            AdmitServiceAccount(request);
            AdmitPriority(request.Object.Ensure("spec"));
            AdmitTolerations(request.Object.Ensure("spec"));
        }
    }

    private static void AdmitServiceAccount(AdmissionRequest request)
    {
        var spec = request.Object.Ensure("spec");
        if (request.Object.At("metadata", "annotations").Text("kubernetes.io/config.mirror") is not null)
        {
            return;
        }

        var name = spec.Text("serviceAccountName") is { Length: > 0 } given ? given : "default";
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        if (request.Cluster.Store.Find("serviceaccounts", new ObjectKey(request.Namespace, name)) is not { } account)
        {
            throw ApiException.Forbidden(
                request.Kind, request.Name, $"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        }

        if (account.Tree.Array("imagePullSecrets") is { Count: > 0 } secrets && spec.Array("imagePullSecrets") is not { Count: > 0 })
        {
            spec["imagePullSecrets"] = secrets.DeepClone();
        }

        if (spec.Flag("automountServiceAccountToken") ?? account.Tree.Flag("automountServiceAccountToken") ?? true)
        {
            MountToken(spec);
        }
    }

    private static void MountToken(JsonObject spec)
    {
        string? volume = null;
        foreach (var container in PodDefaults.Containers(spec))
        {
            var mounts = container.Array("volumeMounts");
            if (mounts.Objects().Any(m => m.Text("mountPath") == TokenMountPath))
            {
                continue;
            }

            volume ??= "kube-api-access-" + RandomNames.Suffix(5);
            if (mounts is null)
            {
                mounts = [];
                container["volumeMounts"] = mounts;
            }

            mounts.Add((JsonNode)new JsonObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = TokenMountPath });
        }

        if (volume is null)
        {
            return;
        }

        var volumes = spec.Array("volumes");
        if (volumes is null)
        {
            volumes = [];
            spec["volumes"] = volumes;
        }

        volumes.Add((JsonNode)new JsonObject
        {
            ["name"] = volume,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(
                    new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607L, ["path"] = "token" } },
                    new JsonObject
                    {
                        ["configMap"] = new JsonObject
                        {
                            ["name"] = "kube-root-ca.crt",
                            ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                        },
                    },
                    new JsonObject
                    {
                        ["downwardAPI"] = new JsonObject
                        {
                            ["items"] = new JsonArray(new JsonObject
                            {
                                ["path"] = "namespace",
                                ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                            }),
                        },
                    }),
                ["defaultMode"] = 420L,
            },
        });
    }

    private static void AdmitPriority(JsonObject spec)
    {
        spec.SetDefault("priority", spec.Text("priorityClassName") switch
        {
            "system-cluster-critical" => 2_000_000_000L,
            "system-node-critical" => 2_000_001_000L,
            _ => 0L,
        });
        spec.SetDefault("preemptionPolicy", "PreemptLowerPriority");
    }

    private static void AdmitTolerations(JsonObject spec)
    {
        var tolerations = spec.Array("tolerations");
        foreach (var key in new[] { "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable" })
        {
            if (tolerations.Objects().Any(t => t.Text("effect") is null or "NoExecute" && (t.Text("key") == key || (t.Text("key") is null && t.Text("operator") == "Exists"))))
            {
                continue;
            }

            if (tolerations is null)
            {
                tolerations = [];
                spec["tolerations"] = tolerations;
            }

            tolerations.Add((JsonNode)new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300L });
        }
    }

    public override void Validate(JsonObject tree, FieldErrors errors) => PodSpecValidation.Validate(Spec(tree), "spec", errors);

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        // Everything in a running pod is fixed but images and a handful of fields; compare with those taken from the new object.
        var before = JsonTree.Clone(Spec(old)!);
        var after = Spec(tree)!;
        foreach (var list in new[] { "containers", "initContainers", "ephemeralContainers" })
        {
            var pairs = before.Array(list).Objects().Zip(after.Array(list).Objects());
            foreach (var (was, now) in pairs)
            {
                Copy(now, was, "image");
            }
        }

        foreach (var field in MutableSpecFields)
        {
            Copy(after, before, field);
        }

        if (!JsonTree.DeepEquals(before, after))
        {
            errors.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
        }
    }

    public override long? GracePeriod(JsonObject tree, long? requested)
    {
        var phase = tree.Text("status", "phase");
        if (tree.At("spec").Text("nodeName") is not { Length: > 0 } || phase is "Succeeded" or "Failed")
        {
            return 0;
        }

        return Math.Max(0, requested ?? tree.At("spec").Integer("terminationGracePeriodSeconds") ?? 30);
    }

    private static string QosClass(JsonObject? spec)
    {
        var any = false;
        var guaranteed = true;
        foreach (var container in spec.Array("initContainers").Objects().Concat(spec.Array("containers").Objects()))
        {
            foreach (var resource in new[] { "cpu", "memory" })
            {
                var limit = container.At("resources", "limits").Text(resource);
                var request = container.At("resources", "requests").Text(resource);
                any |= NotZero(limit) || NotZero(request);
                guaranteed &= NotZero(limit) && limit == request;
            }
        }

        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static bool NotZero(string? amount) => amount is not null && Quantity.TryParse(amount, out var quantity) && !quantity.Equals(Quantity.Zero);
}
