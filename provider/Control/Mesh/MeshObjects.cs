using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Mesh;

/// <summary>Writes down the objects of a captured Service.</summary>
internal static class MeshObjects
{
    /// <summary>On a slice that was emptied: since when, so that it outlives the news of it.</summary>
    public const string EmptiedAnnotation = "sluice.dev/mesh-emptied-at";

    public static readonly ApiResource Services = OwnedKinds.Services;
    public static readonly ApiResource Slices = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", Namespaced: true);
    public static readonly ApiResource Endpoints = new("", "v1", "endpoints", "Endpoints", Namespaced: true);
    public static readonly ApiResource Events = new("", "v1", "events", "Event", Namespaced: true);

    /// <summary>The headless Service that keeps the selector.</summary>
    public static JsonObject Shadow(Service service, ObjectKey key, JsonObject selector)
    {
        var spec = new JsonObject { ["clusterIP"] = "None", ["selector"] = selector.DeepClone(), ["ports"] = Ports(service) };
        if (service.Spec is { IpFamilies: { Count: > 0 } families, IpFamilyPolicy: { } policy })
        {
            // Its slices have to hold the addresses that the Service's own hold.
            spec["ipFamilies"] = new JsonArray([.. families.Select(family => JsonValue.Create(family))]);
            spec["ipFamilyPolicy"] = policy;
        }

        if (service.Spec?.PublishNotReadyAddresses == true)
        {
            spec["publishNotReadyAddresses"] = true;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = Metadata(service, key, new JsonObject()),
            ["spec"] = spec,
        };
    }

    /// <summary>A slice of the Service that leads to the mesh proxies.</summary>
    public static JsonObject Slice(Service service, ObjectKey key, string addressType, IEnumerable<CapturedPort> ports, IEnumerable<Endpoint> endpoints, DateTimeOffset? emptied)
    {
        var metadata = Metadata(service, key, new JsonObject
        {
            ["kubernetes.io/service-name"] = service.Metadata?.Name,
            ["endpointslice.kubernetes.io/managed-by"] = MeshNames.SliceManager,
        });
        if (emptied is { } at)
        {
            metadata["annotations"] = new JsonObject { [EmptiedAnnotation] = at.ToString("O", CultureInfo.InvariantCulture) };
        }

        return new JsonObject
        {
            ["apiVersion"] = Slices.ApiVersion,
            ["kind"] = Slices.Kind,
            ["metadata"] = metadata,
            ["addressType"] = addressType,
            ["ports"] = new JsonArray([.. ports.Select(port => new JsonObject { ["name"] = port.Name, ["protocol"] = port.Protocol, ["port"] = port.Capture })]),
            ["endpoints"] = new JsonArray([.. endpoints.Select(endpoint => GatewayApiJson.ToTree(endpoint))]),
        };
    }

    /// <summary>A slice of the Service that leads where one of its shadow's does.</summary>
    public static JsonObject OpenSlice(Service service, ObjectKey key, EndpointSlice shadow) => new()
    {
        ["apiVersion"] = Slices.ApiVersion,
        ["kind"] = Slices.Kind,
        ["metadata"] = Metadata(service, key, new JsonObject
        {
            ["kubernetes.io/service-name"] = service.Metadata?.Name,
            ["endpointslice.kubernetes.io/managed-by"] = MeshNames.OpenSliceManager,
        }),
        ["addressType"] = shadow.AddressType ?? "IPv4",
        ["ports"] = new JsonArray([.. (shadow.Ports ?? []).Select(port => GatewayApiJson.ToTree(port))]),
        ["endpoints"] = new JsonArray([.. (shadow.Endpoints ?? []).Select(endpoint => GatewayApiJson.ToTree(endpoint))]),
    };

    /// <summary>Takes the selector away and remembers it.</summary>
    public static JsonObject TakeSelector(Service service, JsonObject selector) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["resourceVersion"] = service.Metadata?.ResourceVersion,
            ["annotations"] = new JsonObject { [MeshNames.SelectorAnnotation] = selector.ToJsonString() },
        },
        ["spec"] = new JsonObject { ["selector"] = null },
    };

    /// <summary>Puts the selector back, unless there is one, and forgets it.</summary>
    public static JsonObject RestoreSelector(Service service, JsonObject selector)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = service.Metadata?.ResourceVersion,
                ["annotations"] = new JsonObject { [MeshNames.SelectorAnnotation] = null },
            },
        };
        if (service.Spec?.Selector is null or { Count: 0 })
        {
            patch["spec"] = new JsonObject { ["selector"] = selector };
        }

        return patch;
    }

    public static JsonObject Selector(IDictionary<string, string> selector)
    {
        var tree = new JsonObject();
        foreach (var (name, value) in selector.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            tree[name] = value;
        }

        return tree;
    }

    private static JsonArray Ports(Service service)
    {
        var ports = new JsonArray();
        foreach (var port in service.Spec?.Ports ?? [])
        {
            var tree = new JsonObject { ["port"] = port.Port, ["protocol"] = port.Protocol ?? "TCP" };
            if (!string.IsNullOrEmpty(port.Name))
            {
                tree["name"] = port.Name;
            }

            if (port.TargetPort is not null)
            {
                tree["targetPort"] = GatewayApiJson.ToTree(port)["targetPort"]?.DeepClone();
            }

            if (port.AppProtocol is not null)
            {
                tree["appProtocol"] = port.AppProtocol;
            }

            ports.Add((JsonNode)tree);
        }

        return ports;
    }

    private static JsonObject Metadata(Service service, ObjectKey key, JsonObject labels)
    {
        labels[ControlDefaults.ManagedByLabel] = ControlDefaults.ManagedBy;
        return new JsonObject
        {
            ["name"] = key.Name,
            ["namespace"] = key.Namespace,
            ["labels"] = labels,
            // Goes with the Service, whoever deletes it.
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = service.Metadata?.Name, ["uid"] = service.Metadata?.Uid }),
        };
    }
}

/// <summary>A port of a Service and the port of the mesh proxies that stands for it.</summary>
internal readonly record struct CapturedPort(string Name, string Protocol, int Capture);
