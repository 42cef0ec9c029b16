using Xunit.Abstractions;

namespace Sluice.EndToEnd.Tests;

/// <summary>Starts the collection that takes longest before the others, so that it does not run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(static collection => collection.DisplayName == nameof(ClusterFixture));
}
