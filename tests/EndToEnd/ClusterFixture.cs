using System.Net;
using System.Text.RegularExpressions;

namespace Sluice.EndToEnd.Tests;

/// <summary>One cluster with the platform for tests that each have stacks and namespaces of their own.</summary>
[CollectionDefinition(nameof(ClusterFixture))]
public sealed partial class ClusterFixture : IAsyncLifetime, IAsyncDisposable, ICollectionFixture<ClusterFixture>
{
    private readonly StateFolder _state = new();

    internal SluiceCommand Sluice => new(_state.Path);

    /// <summary>The state file of a project's stack dev.</summary>
    internal string StateFile(string project) => Path.Combine(_state.Path, "state", ".pulumi", "stacks", project, "dev.json");

    public Task InitializeAsync() => Sluice.SucceedAsync(_state.Path, "local", "start");

    public async Task DisposeAsync() => await _state.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => _state.DisposeAsync();

    /// <summary>An address of the block that load balancers of this cluster have, far from those that are given out first.</summary>
    internal async Task<IPAddress> FreeLoadBalancerAddressAsync()
    {
        var status = await Sluice.SucceedAsync(_state.Path, "local", "status");
        return IPAddress.Parse($"{Block().Match(status).Groups[1].Value}.32.200");
    }

    /// <summary>What `sluice local status` says runs.</summary>
    internal Task<string> StatusAsync() => Sluice.SucceedAsync(_state.Path, "local", "status");

    [GeneratedRegex(@"runs at https://(127\.\d+)\.")]
    private static partial Regex Block();
}
