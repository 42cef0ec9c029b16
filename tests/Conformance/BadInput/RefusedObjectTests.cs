using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>What a real API server does not take, the local one refuses in the same words.</summary>
public sealed class RefusedObjectTests : ClusterTest
{
    [Fact]
    public async Task RouteOf1024Matches_IsRefused()
    {
        var matches = Enumerable.Range(0, 64).Select(match => Exact($"/{match}")).ToArray();
        var route = Assert.Single(Sluice.GatewayApi.Yaml.Manifests.ParseTrees(HttpRoute("too-wide", [.. Enumerable.Range(0, 16).Select(_ => To(B1, matches))])));
        var (status, answer) = await Objects.TryApplyAsync(route, BaseManifests.Infra);
        Assert.Equal(422, status);
        Assert.Equal(
            "HTTPRoute.gateway.networking.k8s.io \"too-wide\" is invalid: spec.rules: Invalid value: While 16 rules and 64 matches per rule are allowed, "
            + "the total number of matches across all rules in a route must be less than 128",
            (string?)answer["message"]);
    }

    [Fact]
    public async Task ConfigMapOfMoreThanAMebibyte_IsRefused()
    {
        var map = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "too-large" },
            ["data"] = new JsonObject { ["ca.crt"] = new string('x', (1024 * 1024) + 1) },
        };
        var (status, answer) = await Objects.TryApplyAsync(map, BaseManifests.Infra);
        Assert.Equal(422, status);
        Assert.Equal("ConfigMap \"too-large\" is invalid: []: Too long: may not be more than 1048576 bytes", (string?)answer["message"]);
    }

    [Fact]
    public async Task SecretOfMoreThanAMebibyte_IsRefused()
    {
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "too-large" },
            ["data"] = new JsonObject { ["a"] = Convert.ToBase64String(new byte[1024 * 1024]), ["b"] = Convert.ToBase64String(new byte[1]) },
        };
        var (status, answer) = await Objects.TryApplyAsync(secret, BaseManifests.Infra);
        Assert.Equal(422, status);
        Assert.Equal("Secret \"too-large\" is invalid: data: Too long: may not be more than 1048576 bytes", (string?)answer["message"]);
    }
}
