using Xunit.Abstractions;

namespace Sluice.EndToEnd.Tests;

/// <summary>Starts the collections that take minutes before the others, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [nameof(BadInputTests), nameof(BookinfoTests), "FaultTests", "BookinfoStoryTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(static collection => Long.Any(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)));
}
