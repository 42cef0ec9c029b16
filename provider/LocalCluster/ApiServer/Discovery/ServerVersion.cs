using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Discovery;

/// <summary>The Kubernetes version whose API this server shows.</summary>
internal static class ServerVersion
{
    public const string GitVersion = "v1.36.2";

    public static JsonObject Document { get; } = new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "local",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "go1.26.10",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };
}
