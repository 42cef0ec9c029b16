using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Allocation;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

internal sealed class ServiceStrategy : ResourceStrategy
{
    private static readonly string[] AddressFields = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];
    private static readonly string[] BalancerFields = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.clusterIP", "spec.type"];

    public override bool DeleteAnswersObject => true;

    public override void ValidateName(string name, FieldErrors errors) => Names.CheckLabel1035("metadata.name", name, errors);

    public override void Default(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        spec.SetDefault("sessionAffinity", "None");
        spec.SetDefault("type", "ClusterIP");
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").SetDefault("timeoutSeconds", 10800L);
        }

        foreach (var port in spec.Array("ports").Objects())
        {
            port.SetDefault("protocol", "TCP");
            if (port.Child("targetPort") is null || port.Integer("targetPort") == 0 || port.Text("targetPort") == "")
            {
                port["targetPort"] = port.Integer("port");
            }
        }

        var type = spec.Text("type");
        if (type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.Array("externalIPs") is { Count: > 0 }))
        {
            spec.SetDefault("externalTrafficPolicy", "Cluster");
        }

        if (type is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            spec.SetDefault("internalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.SetDefault("allocateLoadBalancerNodePorts", true);
        }
    }

    public override void PrepareForCreate(JsonObject tree)
    {
        tree["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        PairAddresses(tree.Ensure("spec"));
    }

    public override void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
        Copy(old, tree, "status");
        var spec = tree.Ensure("spec");
        var oldSpec = Spec(old)!;
        PairAddresses(spec);
        var type = spec.Text("type");
        if (type == "ExternalName")
        {
            DropAddresses(spec, oldSpec);
        }
        else if (oldSpec.Text("type") != "ExternalName" || oldSpec.ContainsKey("clusterIP"))
        {
            // Allocated once; a client that leaves them out means "as it is".
            foreach (var field in AddressFields)
            {
                if (!spec.ContainsKey(field))
                {
                    Copy(oldSpec, spec, field);
                }
            }
        }

        if (!NeedsNodePorts(spec))
        {
            DropOwnedPorts(spec, oldSpec);
        }
        else
        {
            KeepNodePorts(spec, oldSpec);
        }

        if (type is not ("NodePort" or "LoadBalancer") && spec.Array("externalIPs") is not { Count: > 0 })
        {
            spec.Remove("externalTrafficPolicy");
        }

        var checkPort = oldSpec.Integer("healthCheckNodePort") ?? 0;
        if (NeedsHealthCheckPort(spec) ? (spec.Integer("healthCheckNodePort") ?? 0) == 0 : spec.Integer("healthCheckNodePort") == checkPort)
        {
            Copy(NeedsHealthCheckPort(spec) ? oldSpec : [], spec, "healthCheckNodePort");
        }

        if (type != "LoadBalancer")
        {
            spec.Remove("allocateLoadBalancerNodePorts");
            spec.Remove("loadBalancerClass");
            tree.Ensure("status")["loadBalancer"] = new JsonObject();
        }
    }

    private static void DropAddresses(JsonObject spec, JsonObject oldSpec)
    {
        foreach (var field in AddressFields.Append("internalTrafficPolicy"))
        {
            if (JsonTree.DeepEquals(spec[field], oldSpec[field]))
            {
                spec.Remove(field);
            }
        }
    }

    private static void DropOwnedPorts(JsonObject spec, JsonObject oldSpec)
    {
        var before = oldSpec.Array("ports").Objects().Select(p => p.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Array("ports").Objects())
        {
            if (port.Integer("nodePort") is { } nodePort && before.Contains(nodePort))
            {
                port.Remove("nodePort");
            }
        }
    }

    private static void KeepNodePorts(JsonObject spec, JsonObject oldSpec)
    {
        var taken = spec.Array("ports").Objects().Select(p => p.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Array("ports").Objects())
        {
            if ((port.Integer("nodePort") ?? 0) != 0)
            {
                continue;
            }

            var before = oldSpec.Array("ports").Objects().FirstOrDefault(p =>
                p.Integer("port") == port.Integer("port") && p.Text("protocol") == port.Text("protocol"));
            if (before.Integer("nodePort") is { } nodePort and > 0 && taken.Add(nodePort))
            {
                port["nodePort"] = nodePort;
            }
        }
    }

    private static bool NeedsNodePorts(JsonObject spec) => spec.Text("type") switch
    {
        "NodePort" => true,
        "LoadBalancer" => spec.Flag("allocateLoadBalancerNodePorts") ?? true,
        _ => false,
    };

    /// <summary>A balancer that keeps the traffic on the node where it arrives asks each node whether there is anybody.</summary>
    private static bool NeedsHealthCheckPort(JsonObject spec) => spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";

    /// <summary>clusterIP is the first of clusterIPs; either may be given.</summary>
    private static void PairAddresses(JsonObject spec)
    {
        if (spec.Text("clusterIP") is { Length: > 0 } first)
        {
            if (spec.Array("clusterIPs") is not { Count: > 0 })
            {
                spec["clusterIPs"] = new JsonArray(first);
            }
        }
        else if (spec.Array("clusterIPs") is { Count: > 0 } all)
        {
            spec["clusterIP"] = all[0]?.DeepClone();
        }
    }

    public override void Admit(AdmissionRequest request)
    {
        var spec = request.Object.Ensure("spec");
        if (spec.Text("type") != "ExternalName")
        {
            spec.SetDefault("ipFamilies", new JsonArray("IPv4"));
            spec.SetDefault("ipFamilyPolicy", "SingleStack");
        }
    }

    /// <summary>
    /// Gives the service what it needs from the cluster's address block, after validation. A dry run takes nothing and is not told
    /// what is out of range.
    /// </summary>
    public static void Allocate(AdmissionRequest request)
    {
        var errors = new FieldErrors();
        request.Cluster.Services.Allocate(request.Object, request.Old, request.DryRun, new PortNeeds(NeedsNodePorts(request.Object.Ensure("spec")), NeedsHealthCheckPort(request.Object.Ensure("spec"))), errors);
        if (errors.Count > 0)
        {
            throw ApiException.Invalid(request.Kind, request.Name, errors);
        }
    }

    public override void Released(ClusterState cluster, JsonObject tree) => cluster.Services.Release(tree);

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var spec = tree.Ensure("spec");
        var type = spec.Text("type");
        var ports = spec.Array("ports");
        if (ports is not { Count: > 0 } && type != "ExternalName" && spec.Text("clusterIP") != "None")
        {
            errors.Required("spec.ports");
        }

        if (type is "LoadBalancer" or "NodePort" && spec.Text("clusterIP") == "None")
        {
            errors.Invalid("spec.clusterIPs[0]", "None", $"may not be set to 'None' for {type} services");
        }

        if (type == "ExternalName")
        {
            ExternalName(spec, errors);
        }

        Ports(spec, ports, errors);
        foreach (var (key, value) in spec.Object("selector") ?? [])
        {
            Names.CheckLabelKey("spec.selector", key, errors);
            Names.CheckLabelValue("spec.selector", JsonTree.ScalarText(value), errors);
        }

        SessionAffinity(spec, errors);
        PodSpecValidation.Choice(spec, "type", "spec", errors, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        if (type != "LoadBalancer")
        {
            OnlyBalanced(spec, errors);
        }

        Traffic(spec, type, errors);
    }

    private static void ExternalName(JsonObject spec, FieldErrors errors)
    {
        foreach (var field in AddressFields.Where(f => f != "clusterIP" && spec[f] is not null and not JsonArray { Count: 0 }))
        {
            errors.Forbidden($"spec.{field}", "may not be set for ExternalName services");
        }

        if (spec.Text("externalName") is not { Length: > 0 } name)
        {
            errors.Required("spec.externalName");
        }
        else
        {
            Names.CheckSubdomain("spec.externalName", name.TrimEnd('.'), errors);
        }
    }

    private static void SessionAffinity(JsonObject spec, FieldErrors errors)
    {
        const long maxSeconds = 86400;
        PodSpecValidation.Choice(spec, "sessionAffinity", "spec", errors, "ClientIP", "None");
        var affinity = spec.Text("sessionAffinity");
        if (affinity == "None" && spec.ContainsKey("sessionAffinityConfig"))
        {
            errors.Forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None");
        }
        else if (affinity == "ClientIP" && spec.At("sessionAffinityConfig", "clientIP").Integer("timeoutSeconds") is { } seconds && seconds is <= 0 or > maxSeconds)
        {
            errors.Invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, $"must be greater than 0 and less than {maxSeconds}");
        }
    }

    private static void OnlyBalanced(JsonObject spec, FieldErrors errors)
    {
        const string why = "may only be used when `type` is 'LoadBalancer'";
        if (spec.Array("loadBalancerSourceRanges") is { Count: > 0 })
        {
            errors.Forbidden("spec.LoadBalancerSourceRanges", why);
        }

        foreach (var field in BalancerFields.Where(spec.ContainsKey))
        {
            errors.Forbidden($"spec.{field}", why);
        }
    }

    private static void Traffic(JsonObject spec, string? type, FieldErrors errors)
    {
        var external = type is "LoadBalancer" or "NodePort" || spec.Array("externalIPs") is { Count: > 0 };
        if (!external && spec.Text("externalTrafficPolicy") is { } policy)
        {
            errors.Invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services");
        }
        else
        {
            PodSpecValidation.Choice(spec, "externalTrafficPolicy", "spec", errors, "Cluster", "Local");
        }

        if (spec.Integer("healthCheckNodePort") is > 0 and var port && !NeedsHealthCheckPort(spec))
        {
            errors.Invalid("spec.healthCheckNodePort", port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        PodSpecValidation.Choice(spec, "internalTrafficPolicy", "spec", errors, "Cluster", "Local");
        PodSpecValidation.Choice(spec, "trafficDistribution", "spec", errors, "PreferClose", "PreferSameNode", "PreferSameZone");
    }

    private static void Ports(JsonObject spec, JsonArray? ports, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(long, string?)>();
        var nodePorts = new HashSet<(long, string?)>();
        var index = 0;
        foreach (var port in ports.Objects())
        {
            var at = $"spec.ports[{index++}]";
            if (port.Text("name") is not { Length: > 0 } name)
            {
                if (ports!.Count > 1)
                {
                    errors.Required($"{at}.name");
                }
            }
            else
            {
                Names.CheckLabel($"{at}.name", name, errors);
                if (!names.Add(name))
                {
                    errors.Duplicate($"{at}.name", name);
                }
            }

            var number = port.Integer("port") ?? 0;
            if (number is < 1 or > 65535)
            {
                errors.Invalid($"{at}.port", number, "must be between 1 and 65535, inclusive");
            }

            PodSpecValidation.Choice(port, "protocol", at, errors, "SCTP", "TCP", "UDP");
            if (port.Integer("targetPort") is { } target && target is < 1 or > 65535)
            {
                errors.Invalid($"{at}.targetPort", port.Integer("targetPort"), "must be between 1 and 65535, inclusive");
            }

            if (!NeedsNodePorts(spec) && spec.Text("type") is "ClusterIP" or "ExternalName" && port.Integer("nodePort") is > 0)
            {
                errors.Forbidden($"{at}.nodePort", "may not be used when `type` is 'ClusterIP'");
            }

            if (port.Integer("nodePort") is > 0 and var nodePort && !nodePorts.Add((nodePort, port.Text("protocol"))))
            {
                errors.Duplicate($"{at}.nodePort", nodePort);
            }

            if (!numbers.Add((number, port.Text("protocol"))))
            {
                errors.Duplicate(at, new JsonObject { ["port"] = number, ["protocol"] = port.Text("protocol") });
            }
        }
    }

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        var before = old.At("spec", "clusterIPs") as JsonArray;
        var after = tree.At("spec", "clusterIPs") as JsonArray;
        if (before is { Count: > 0 } && tree.At("spec").Text("type") != "ExternalName" && !JsonTree.DeepEquals(before[0], after is { Count: > 0 } ? after[0] : null))
        {
            errors.Invalid("spec.clusterIPs[0]", after?.DeepClone(), "may not change once set");
        }

        var (oldSpec, spec) = (Spec(old), Spec(tree));
        if (oldSpec.Text("type") == "LoadBalancer" && spec.Text("type") == "LoadBalancer" && oldSpec.Text("loadBalancerClass") != spec.Text("loadBalancerClass"))
        {
            errors.Invalid("spec.loadBalancerClass", spec.Text("loadBalancerClass"), "may not change once set");
        }

        if (NeedsHealthCheckPort(oldSpec!) && NeedsHealthCheckPort(spec!) && oldSpec.Integer("healthCheckNodePort") != spec.Integer("healthCheckNodePort"))
        {
            errors.Forbidden("spec.healthCheckNodePort", "field is immutable");
        }
    }
}
