using System.Collections.Immutable;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Tests.Provisioning;

public sealed class OwnedObjectsTests
{
    private static readonly ObjectKey Web = new("infra", "web");
    private static readonly ObjectKey Class = new("", "sluice");

    [Fact]
    public void Removable_IsWhatHasNoGateway_OrOneOfAnotherClass()
    {
        var objects = Clusters.Empty with { Services = ImmutableDictionary<ObjectKey, Service>.Empty.Add(new ObjectKey("infra", "web-sluice"), Owned()) };
        Assert.Single(new OwnedObjects(objects).Removable());

        var used = objects with
        {
            Gateways = ImmutableDictionary<ObjectKey, Gateway>.Empty.Add(Web, Gateways.New("web")),
            GatewayClasses = ImmutableDictionary<ObjectKey, GatewayClass>.Empty.Add(Class, new GatewayClass { Metadata = new ObjectMeta { Name = Class.Name } }),
        };
        Assert.Single(new OwnedObjects(used).Removable());
    }

    [Fact]
    public void Removable_IsNotWhatServesAGatewayWhoseClassWasDeleted()
    {
        var objects = Clusters.Empty with
        {
            Services = ImmutableDictionary<ObjectKey, Service>.Empty.Add(new ObjectKey("infra", "web-sluice"), Owned()),
            Gateways = ImmutableDictionary<ObjectKey, Gateway>.Empty.Add(Web, Gateways.New("web")),
        };
        Assert.Empty(new OwnedObjects(objects).Removable());
    }

    [Fact]
    public void Removable_IsNotWhatServesAGatewayWithInvalidSettings_UnlessItLeftTheClass()
    {
        var gateway = Gateways.New("web");
        gateway.Metadata!.Annotations = new Dictionary<string, string> { ["sluice.dev/replicas"] = "many" };
        var objects = Clusters.Empty with
        {
            Services = ImmutableDictionary<ObjectKey, Service>.Empty.Add(new ObjectKey("infra", "web-sluice"), Owned()),
            Gateways = ImmutableDictionary<ObjectKey, Gateway>.Empty.Add(Web, gateway),
            GatewayClasses = ImmutableDictionary<ObjectKey, GatewayClass>.Empty.Add(Class, new GatewayClass { Metadata = new ObjectMeta { Name = Class.Name } })
                .Add(new ObjectKey("", "other"), new GatewayClass { Metadata = new ObjectMeta { Name = "other" } }),
        };
        Assert.Empty(new OwnedObjects(objects).Removable());

        gateway.Spec!.GatewayClassName = "other";
        Assert.Single(new OwnedObjects(objects).Removable());
    }

    private static Service Owned() => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "web-sluice",
            Namespace = "infra",
            Labels = ImmutableDictionary<string, string>.Empty.Add(ControlDefaults.ManagedByLabel, ControlDefaults.ManagedBy).Add(ControlDefaults.GatewayNameLabel, "web").Add(ControlDefaults.GatewayClassNameLabel, "sluice"),
            OwnerReferences = [new OwnerReference { ApiVersion = "gateway.networking.k8s.io/v1", Kind = "Gateway", Name = "web", Uid = "1" }],
        },
    };
}
