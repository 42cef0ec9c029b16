namespace Sluice.LocalCluster.Node.Images;

/// <summary>What stands in for an image: the command (ENTRYPOINT), its default arguments (CMD) and environment (ENV).</summary>
internal sealed record ImageEntry(
    string Repository,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    string Catalog);
