using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Testing;

namespace Sluice.Tests.Previews;

/// <summary>A preview shows every object, whatever is not known yet.</summary>
public sealed class PreviewTests
{
    [Fact]
    public async Task UnknownLeaf_HidesItselfAndNothingElse()
    {
        var engine = new PreviewingEngine();
        await Deployment.TestAsync(engine, new TestOptions { IsPreview = true }, () =>
        {
            // The claim's status exists only after the cluster has bound it.
            var unknown = new PersistentVolumeClaim("later").Status.Apply(status => status.Phase);
            var gateway = new SharedGateway("edge", new() { Namespace = "infra", Listeners = { Listener.Http("http", 80, hostname: unknown) } });
            _ = new CanaryRoute("reviews", new()
            {
                Namespace = "shop",
                Parent = gateway.Reference,
                Hostnames = { unknown },
                Stable = Backend.Service("reviews-v1", 9080, "stable"),
                Canary = Backend.Service("reviews-v3", 9080),
                CanaryWeight = unknown.Apply(text => text.Length),
            });
        });

        Assert.Equal(
            ["Gateway edge", "HTTPRoute reviews", "PersistentVolumeClaim later", "ReferenceGrant reviews-stable"],
            engine.Registered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task KnownLeaf_BesideUnknownOnes_IsStillJudged()
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => Deployment.TestAsync(new PreviewingEngine(), new TestOptions { IsPreview = true }, () =>
        {
            var unknown = new PersistentVolumeClaim("later").Status.Apply(status => status.Phase);
            _ = new CanaryRoute("reviews", new()
            {
                Parent = new GatewayReference("Gateway", "edge", "infra"),
                Hostnames = { unknown },
                Stable = Backend.Service("reviews-v1", 0),
                Canary = Backend.Service("reviews-v3", 9080),
                CanaryWeight = 100,
            });
        }));

        Assert.Contains("stable.port: 0 is out of range. Use a port from 1 to 65535. [SLU1007]", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewayReference_FromAnotherStack_IsAParent()
    {
        var engine = new PreviewingEngine();
        await Deployment.TestAsync(engine, new TestOptions { IsPreview = false }, () =>
        {
            _ = new WebRoute("shop", new()
            {
                Parent = GatewayReference.FromStack(new StackReference("organization/infra/prod")),
                Rules = { new() { Backend = Backend.Service("shop", 80) } },
            });
        });

        var route = Assert.Single(engine.Inputs, pair => pair.Key == "HTTPRoute shop").Value;
        var spec = (ImmutableDictionary<string, object>)route["spec"];
        var parent = (ImmutableDictionary<string, object>)((ImmutableArray<object>)spec["parentRefs"])[0];
        Assert.Equal(("Gateway", "edge", "infra"), (parent["kind"], parent["name"], parent["namespace"]));
    }

    [Fact]
    public async Task GatewayReference_FromAnotherStack_OfAnotherShape_SaysWhatToExport()
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => Deployment.TestAsync(new PreviewingEngine(), new TestOptions { IsPreview = false }, () =>
        {
            _ = new WebRoute("shop", new()
            {
                Parent = GatewayReference.FromStack(new StackReference("organization/infra/prod"), "url"),
                Rules = { new() { Backend = Backend.Service("shop", 80) } },
            });
        }));

        Assert.Contains(
            "Stack organization/infra/prod, output url: the value is no gateway reference (an object with name and namespace). Export SharedGateway.Reference under this name in that stack.",
            problem.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Answers as an engine in a preview: with the inputs, and nothing of what only a cluster knows.</summary>
    private sealed class PreviewingEngine : IMocks
    {
        public ConcurrentDictionary<string, ImmutableDictionary<string, object>> Inputs { get; } = new();

        public IEnumerable<string> Registered => Inputs.Keys;

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            if (args.Type == "pulumi:pulumi:StackReference")
            {
                var gateway = ImmutableDictionary<string, object>.Empty.Add("kind", "Gateway").Add("name", "edge").Add("namespace", "infra");
                var outputs = ImmutableDictionary<string, object>.Empty.Add("gateway", gateway).Add("url", "http://192.0.2.1");
                return Task.FromResult<(string?, object)>((args.Name, args.Inputs.SetItem("outputs", outputs).SetItem("secretOutputNames", ImmutableArray<object>.Empty)));
            }

            if (args.Type!.StartsWith("kubernetes:", StringComparison.Ordinal))
            {
                Inputs[$"{args.Type[(args.Type.LastIndexOf(':') + 1)..]} {args.Name}"] = args.Inputs;
            }

            return Task.FromResult<(string?, object)>((args.Name, args.Inputs));
        }

        public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Args);
    }
}
