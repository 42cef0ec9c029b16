using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>A test of our own on the cluster of the run, beside the official cases and their reports.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    /// <summary>An official base Gateway; routes here keep to hostnames of their own on it.</summary>
    protected const string SharedGateway = "same-namespace";

    private ConformanceCluster? _cluster;

    /// <summary>YAML documents; an object without a namespace belongs to that of the base Gateways.</summary>
    protected virtual string Manifests => "";

    private protected ConformanceCluster Cluster => _cluster ?? throw new InvalidOperationException("The test is not running.");

    private protected ApiObjects Objects => Cluster.Objects;

    private protected StatusChecks Status => Cluster.Status;

    public async Task InitializeAsync()
    {
        _cluster = await ConformanceCluster.SharedAsync();
        await Objects.ApplyAsync(Manifests, BaseManifests.Infra);
    }

    public Task DisposeAsync() => Objects.DeleteAsync(Manifests, BaseManifests.Infra);
}
