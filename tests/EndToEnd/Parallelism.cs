// Every test has a whole cluster: two at a time leave each the machine it needs, and one goes on while the other waits.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: TestCollectionOrderer("Sluice.EndToEnd.Tests.LongestFirst", "Sluice.EndToEnd.Tests")]
