using System.Collections.Immutable;
using Sluice.Control.Status;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Tests.Status;

public sealed class ServingProxiesTests
{
    [Fact]
    public void Endpoints_ThatAreReadyOrUnknown_ServeTheirService()
    {
        var slices = ImmutableDictionary<ObjectKey, EndpointSlice>.Empty
            .Add(new ObjectKey("infra", "gw-1"), Slice("gw-sluice", ("ready", true), ("unknown", null), ("starting", false)))
            .Add(new ObjectKey("infra", "gw-2"), Slice("gw-sluice", ("second", true)))
            .Add(new ObjectKey("infra", "other"), Slice("other", ("stranger", true)))
            .Add(new ObjectKey("elsewhere", "gw-1"), Slice("gw-sluice", ("elsewhere", true)));
        var service = new ObjectKey("infra", "gw-sluice");

        var serving = ServingProxies.Of(slices, new Dictionary<ObjectKey, EquatableArray<PlannedPort>> { [service] = default });

        Assert.Equal(["ready", "second", "unknown"], ServingProxies.For(serving, service).Order(StringComparer.Ordinal));
        Assert.Empty(ServingProxies.For(serving, new ObjectKey("infra", "other")));
    }

    [Fact]
    public void Endpoints_ServeOnlyWhenTheirSliceHasEveryPort()
    {
        var service = new ObjectKey("infra", "gw-sluice");
        var slices = ImmutableDictionary<ObjectKey, EndpointSlice>.Empty
            .Add(new ObjectKey("infra", "gw-1"), WithPorts(Slice("gw-sluice", ("before", true)), (80, null)))
            .Add(new ObjectKey("infra", "gw-2"), WithPorts(Slice("gw-sluice", ("other", true)), (80, null), (443, "UDP")))
            .Add(new ObjectKey("infra", "gw-3"), WithPorts(Slice("gw-sluice", ("after", true)), (80, null), (443, "TCP")));
        ImmutableArray<PlannedPort> ports = [new PlannedPort(80, "TCP"), new PlannedPort(443, "TCP")];

        var serving = ServingProxies.Of(slices, new Dictionary<ObjectKey, EquatableArray<PlannedPort>> { [service] = ports });

        Assert.Equal(["after"], ServingProxies.For(serving, service));
    }

    private static EndpointSlice WithPorts(EndpointSlice slice, params (int Port, string? Protocol)[] ports)
    {
        slice.Ports = [.. ports.Select(port => new EndpointPort { Port = port.Port, Protocol = port.Protocol })];
        return slice;
    }

    private static EndpointSlice Slice(string service, params (string Pod, bool? Ready)[] endpoints) => new()
    {
        Metadata = new ObjectMeta { Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service } },
        Endpoints = [.. endpoints.Select(endpoint => new Endpoint
        {
            TargetRef = new EndpointTarget { Kind = "Pod", Name = endpoint.Pod },
            Conditions = new EndpointConditions { Ready = endpoint.Ready },
        })],
    };
}
