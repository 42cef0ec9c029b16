using System.Collections.Immutable;
using System.Text.Json;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using static Sluice.Routing.Tests.Snapshots;

namespace Sluice.Routing.Tests;

public sealed class SnapshotTests
{
    private static readonly BackendConfig Backend = new()
    {
        Name = "Service/a/b:80",
        Source = "Service a/b",
        Protocol = BackendProtocol.Http1,
        Endpoints = [new("127.0.0.1", 8080)],
    };

    [Fact]
    public void Endpoints_ChangeWithoutRecompilingRules()
    {
        var first = WithBackend(Backend);
        var compiled = CompiledSnapshot.Compile(first, CompiledSnapshot.Empty);
        compiled.Publish();
        var slot = compiled.Backend(Backend.Name)!;
        slot.State = "pool";

        var moved = Backend with { Endpoints = [new("127.0.0.2", 8080)] };
        var next = CompiledSnapshot.Compile(first with { Backends = first.Backends.SetItem(Backend.Name, moved) }, compiled);

        Assert.Same(compiled.State.Routes["r"], next.State.Routes["r"]);
        Assert.Same(Backend, slot.Current);
        next.Publish();
        Assert.Same(moved, slot.Current);
        Assert.Equal("pool", next.Backend(Backend.Name)!.State);
    }

    [Fact]
    public void Backend_ThatIsGone_FailsUntilItReturns_AndIsForgottenWithItsRoutes()
    {
        var first = CompiledSnapshot.Compile(WithBackend(Backend), CompiledSnapshot.Empty);
        var without = CompiledSnapshot.Compile(first.Config with { Backends = ImmutableDictionary<string, BackendConfig>.Empty }, first);
        without.Publish();
        Assert.Equal("BackendNotFound", without.Backend(Backend.Name)!.Current.Failure);

        var returned = CompiledSnapshot.Compile(first.Config, without);
        returned.Publish();
        Assert.Same(Backend, returned.Backend(Backend.Name)!.Current);

        var empty = CompiledSnapshot.Compile(RoutingSnapshot.Empty, returned);
        Assert.Null(empty.Backend(Backend.Name));
    }

    [Fact]
    public void Json_RoundTrips_AndRedactsKeysUnlessOnTheWire()
    {
        var certificate = new CertificateConfig { Name = "Secret/a/b", Source = "Secret a/b", CertificatesPem = "PEM", PrivateKeyPem = new("KEY") };
        var snapshot = WithBackend(Backend) with { Certificates = ImmutableDictionary.CreateRange([KeyValuePair.Create(certificate.Name, certificate)]) };

        var wire = JsonSerializer.SerializeToUtf8Bytes(snapshot, RoutingJson.Wire.RoutingSnapshot);
        var back = JsonSerializer.Deserialize(wire, RoutingJson.Wire.RoutingSnapshot)!;

        Assert.Equal(wire, JsonSerializer.SerializeToUtf8Bytes(back, RoutingJson.Wire.RoutingSnapshot));
        Assert.Equal("KEY", back.Certificates[certificate.Name].PrivateKeyPem!.Reveal());
        Assert.DoesNotContain("KEY", JsonSerializer.Serialize(snapshot, RoutingJson.Redacted.RoutingSnapshot));
        Assert.Equal(new RequestRedirect { StatusCode = 301, Scheme = "https" }, back.HttpRoutes["r"].Rules[0].Filters[0]);
    }

    private static RoutingSnapshot WithBackend(BackendConfig backend)
    {
        var rule = Rule(0, Prefix("/")) with
        {
            Backends = [new() { Backend = backend.Name, Weight = 1 }],
            Filters = [new RequestRedirect { StatusCode = 301, Scheme = "https" }],
        };
        return Of(Route("r", [""], [rule])) with { Backends = ImmutableDictionary.CreateRange([KeyValuePair.Create(backend.Name, backend)]) };
    }
}
