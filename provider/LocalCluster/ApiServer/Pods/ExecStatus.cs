using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>How a command in a container ended, as the Status that goes over the error channel.</summary>
internal static class ExecStatus
{
    public static byte[] ToUtf8(int exitCode, string? error)
    {
        var status = new JsonObject { ["metadata"] = new JsonObject(), ["status"] = exitCode == 0 && error is null ? "Success" : "Failure" };
        if (error is not null)
        {
            status["message"] = error;
            status["reason"] = "InternalError";
            status["code"] = 500L;
        }
        else if (exitCode != 0)
        {
            status["message"] = $"command terminated with non-zero exit code: exit status {exitCode}";
            status["reason"] = "NonZeroExitCode";
            status["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{exitCode}" }) };
        }

        return JsonTree.ToUtf8(status);
    }

    /// <summary>Reads what a client sends when its window changes; null if it is something else.</summary>
    public static TerminalSize? Size(ReadOnlySpan<byte> json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return new TerminalSize(node!["Width"]!.GetValue<ushort>(), node["Height"]!.GetValue<ushort>());
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }
}
