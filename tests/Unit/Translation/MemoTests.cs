using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.TestKit;

namespace Sluice.Translation.Tests;

public sealed class MemoTests
{
    private static readonly ObjectKey GatewayKey = new("a", "g");

    [Fact]
    public void SameView_CompilesNothingAndGivesTheSameInstances()
    {
        foreach (var @case in Golden.Cases())
        {
            var view = Views.Of(File.ReadAllText(Golden.PathOf(@case, "in.yaml")));
            var first = Translator.Translate(view, TranslationOptions.Default);
            var second = Translator.Translate(view, TranslationOptions.Default, first.Memo);
            Assert.Equal(0, second.Memo.Compiled);
            Assert.All(first.Snapshots, pair => Assert.Same(pair.Value, second.Snapshots[pair.Key]));
            Assert.All(first.Status.Gateways, pair => Assert.Equal(pair.Value, second.Status.Gateways[pair.Key]));
            Assert.All(first.Status.Routes, pair => Assert.Equal(pair.Value, second.Status.Routes[pair.Key]));
        }
    }

    [Fact]
    public void OneRouteChanged_OneUnitChanges()
    {
        var view = Many(200);
        var first = Translator.Translate(view, TranslationOptions.Default);
        var changed = Translator.Translate(view with { HttpRoutes = view.HttpRoutes.SetItem(new("a", "r7"), Route(7, "/changed")) }, TranslationOptions.Default, first.Memo);
        Assert.Equal(1, changed.Memo.Compiled);
        var (before, after) = (first.Snapshots[GatewayKey], changed.Snapshots[GatewayKey]);
        Assert.Same(before.Listeners, after.Listeners);
        Assert.Same(before.Backends, after.Backends);
        Assert.Equal(["HTTPRoute/a/r7"], after.HttpRoutes.Where(pair => !ReferenceEquals(pair.Value, before.HttpRoutes[pair.Key])).Select(pair => pair.Key));
    }

    [Fact]
    public void EndpointsChanged_OnlyTheirBackendChanges()
    {
        var view = Many(20);
        var first = Translator.Translate(view, TranslationOptions.Default);
        var slice = Views.Of("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: s3-x, namespace: a, labels: {kubernetes.io/service-name: s3}}
            addressType: IPv4
            ports: [{port: 8080}]
            endpoints: [{addresses: [10.0.0.9]}]
            """).EndpointSlices;
        var changed = Translator.Translate(view with { EndpointSlices = view.EndpointSlices.SetItems(slice) }, TranslationOptions.Default, first.Memo);
        var (before, after) = (first.Snapshots[GatewayKey], changed.Snapshots[GatewayKey]);
        Assert.Equal(1, changed.Memo.Compiled);
        Assert.Same(before.HttpRoutes, after.HttpRoutes);
        Assert.Equal("10.0.0.9", Assert.Single(after.Backends["Service/a/s3:80"].Endpoints).Address);
        Assert.Single(after.Backends, pair => !ReferenceEquals(pair.Value, before.Backends[pair.Key]));
    }

    [Fact]
    public void ServiceAppears_ResolvesTheRoutesThatNameIt()
    {
        var view = Many(5);
        var without = Translator.Translate(view with { Services = view.Services.Remove(new("a", "s2")) }, TranslationOptions.Default);
        Assert.Equal("BackendNotFound", Reason(without, "r2"));
        var with = Translator.Translate(view, TranslationOptions.Default, without.Memo);
        Assert.Equal("ResolvedRefs", Reason(with, "r2"));
        Assert.DoesNotContain(with.Snapshots[GatewayKey].Backends.Keys, name => name.StartsWith("Failed", StringComparison.Ordinal));
    }

    [Fact]
    public void GrantRevoked_StopsTheReference()
    {
        var view = Views.Of(File.ReadAllText(Golden.PathOf("cross-namespace", "in.yaml")));
        var first = Translator.Translate(view, TranslationOptions.Default);
        var revoked = Translator.Translate(view with { ReferenceGrants = view.ReferenceGrants.Remove(new("back", "grant")) }, TranslationOptions.Default, first.Memo);
        Assert.DoesNotContain("Service/back/granted:80", revoked.Snapshots[new("infra", "g")].Backends.Keys);
    }

    [Fact]
    public void DataPlaneMoved_ChangesTheStatusAndNotTheSnapshot()
    {
        var view = Many(3);
        var first = Translator.Translate(view, TranslationOptions.Default);
        var plane = new GatewayDataPlane { State = DataPlaneState.Programmed, Addresses = [new("IPAddress", "192.0.2.7")] };
        var moved = Translator.Translate(view with { DataPlanes = view.DataPlanes.SetItem(GatewayKey, plane) }, TranslationOptions.Default, first.Memo);
        Assert.Same(first.Snapshots[GatewayKey], moved.Snapshots[GatewayKey]);
        Assert.Same(first.Status.Routes, moved.Status.Routes);
        Assert.Equal("Programmed", moved.Status.Gateways[GatewayKey].Conditions[1].Reason);
    }

    [Fact]
    public void UnrelatedObjectsChanged_ChangeNothing()
    {
        var view = Views.Of(File.ReadAllText(Golden.PathOf("https", "in.yaml")));
        var first = Translator.Translate(view, TranslationOptions.Default);
        var more = view with
        {
            Secrets = view.Secrets.Add(new("x", "y"), new Secret { Metadata = new() { Name = "y", Namespace = "x" } }),
            ConfigMaps = view.ConfigMaps.Add(new("x", "y"), new ConfigMap { Metadata = new() { Name = "y", Namespace = "x" } }),
            Namespaces = view.Namespaces.Add(new("", "x"), new Namespace { Metadata = new() { Name = "x" } }),
        };
        var second = Translator.Translate(more, TranslationOptions.Default, first.Memo);
        Assert.Equal(0, second.Memo.Compiled);
        Assert.Same(first.Snapshots[new("a", "g")], second.Snapshots[new("a", "g")]);
    }

    [Fact]
    public void SecretAppears_ServesTheListener()
    {
        var view = Views.Of(File.ReadAllText(Golden.PathOf("streams", "in.yaml")));
        var without = Translator.Translate(view with { Secrets = view.Secrets.Clear() }, TranslationOptions.Default);
        Assert.DoesNotContain("Gateway/a/g/end", without.Snapshots[new("a", "g")].Listeners.Keys);
        Assert.DoesNotContain("TLSRoute/a/both/terminated", without.Snapshots[new("a", "g")].StreamRoutes.Keys);
        var with = Translator.Translate(view, TranslationOptions.Default, without.Memo);
        Assert.Equal(Rendering.Render(Translator.Translate(view, TranslationOptions.Default)), Rendering.Render(with));
    }

    [Fact]
    public void RouteDeleted_LeavesNothingBehind()
    {
        var view = Many(3);
        var first = Translator.Translate(view, TranslationOptions.Default);
        var deleted = Translator.Translate(view with { HttpRoutes = view.HttpRoutes.Remove(new("a", "r1")) }, TranslationOptions.Default, first.Memo);
        Assert.DoesNotContain("HTTPRoute/a/r1", deleted.Snapshots[GatewayKey].HttpRoutes.Keys);
        Assert.DoesNotContain("Service/a/s1:80", deleted.Snapshots[GatewayKey].Backends.Keys);
        Assert.DoesNotContain(new RouteKey("HTTPRoute", new("a", "r1")), deleted.Status.Routes.Keys);
        Assert.Equal(2, deleted.Status.Gateways[GatewayKey].Listeners[0].AttachedRoutes);
    }

    private static string Reason(TranslationResult result, string route) =>
        result.Status.Routes[new RouteKey("HTTPRoute", new("a", route))].Parents[0].Conditions.Items.Single(condition => condition.Type == "ResolvedRefs").Reason;

    private static ClusterView Many(int count)
    {
        var view = Views.Of("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g, namespace: a}
            spec: {gatewayClassName: sluice, listeners: [{name: http, port: 80, protocol: HTTP}]}
            """);
        return view with
        {
            HttpRoutes = Enumerable.Range(0, count).ToImmutableDictionary(i => new ObjectKey("a", $"r{i}"), i => Route(i, $"/p{i}")),
            Services = Enumerable.Range(0, count).ToImmutableDictionary(
                i => new ObjectKey("a", $"s{i}"),
                i => new Service { Metadata = new() { Name = $"s{i}", Namespace = "a" }, Spec = new() { Ports = [new() { Port = 80 }] } }),
        };
    }

    private static HTTPRoute Route(int i, string path) => new()
    {
        Metadata = new() { Name = $"r{i}", Namespace = "a" },
        Spec = new()
        {
            ParentRefs = [new() { Name = "g" }],
            Rules = [new() { Matches = [new() { Path = new() { Value = path } }], BackendRefs = [new() { Name = $"s{i}", Port = 80 }] }],
        },
    };
}
