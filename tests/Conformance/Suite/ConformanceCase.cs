using System.Diagnostics;
using System.Reflection;
using Sluice.Conformance.Tests.Checks;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>
/// One official test re-expressed: a class named by its ShortName, with its own manifests, run against the cluster that the whole
/// run shares. Manifests are applied before and deleted after; the next case starts while the deletion still works itself out, as
/// in the official suite.
/// </summary>
public abstract class ConformanceCase
{
    /// <summary>The namespace of most objects.</summary>
    protected const string Infra = BaseManifests.Infra;
    protected const string AppBackend = BaseManifests.AppBackend;
    protected const string WebBackend = BaseManifests.WebBackend;

    private ConformanceCluster? _cluster;

    /// <summary>YAML documents; an object without a namespace belongs to <see cref="Infra"/>.</summary>
    protected virtual string Manifests => "";

    private protected ConformanceCluster Cluster => _cluster ?? throw new InvalidOperationException("The case is not running.");

    private protected ApiObjects Objects => Cluster.Objects;

    private protected StatusChecks Status => Cluster.Status;

    [Fact]
    public async Task Passes()
    {
        var test = GetType().GetCustomAttribute<ConformanceTestAttribute>()
            ?? throw new InvalidOperationException($"{GetType().Name} lacks [ConformanceTest].");
        _cluster = await ConformanceCluster.SharedAsync();
        var clock = Stopwatch.StartNew();
        var outcome = new CaseOutcome(GetType().Name, test.Features, test.Provisional, Passed: false, clock.Elapsed);
        try
        {
            await Objects.ApplyAsync(Manifests, Infra);
            await RunAsync();
            outcome = outcome with { Passed = true };
        }
        finally
        {
            await Objects.DeleteAsync(Manifests, Infra);
            await CleanUpAsync();
            ConformanceReport.Add(outcome with { Duration = clock.Elapsed });
        }
    }

    protected abstract Task RunAsync();

    /// <summary>Removes what the case made beside its manifests.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>Waits until a Gateway and routes on it are accepted; gives an HTTP client for the Gateway.</summary>
    private protected async Task<HttpProbe> AcceptedAsync(string gateway, params string[] routes) =>
        new(await Status.GatewayAndRoutesAcceptedAsync(gateway, "HTTPRoute", resolved: true, routes));
}

/// <summary>A case that runs alone, because it counts on base Gateways that others use.</summary>
[Collection("serial")]
public abstract class SerialCase : ConformanceCase;

/// <summary>
/// A case that may run beside others, a few at a time (xunit.runner.json): each starts proxies, and when all of them started at once, the
/// last was not ready before the limit of a status check ended.
/// </summary>
public abstract class ParallelCase : ConformanceCase;

[CollectionDefinition("serial", DisableParallelization = true)]
public sealed class SerialCollection;

/// <summary>
/// Cases about grants for the same Secret, one after the other: what one of them permits, another one expects to be refused, and on a slow
/// machine the first may last longer than the second waits.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SecretGrants
{
    public const string Name = "secret grants";
}
