// Every test starts a whole cluster; one after the other leaves each the machine it needs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
