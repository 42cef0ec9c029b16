using System.Text.Json;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the node remembers of a container on disk, so that a new cluster process can take it over.</summary>
internal sealed record ContainerRecord
{
    public required string Name { get; init; }

    public required string ContainerId { get; init; }

    public required string ImageId { get; init; }

    public required int Pid { get; init; }

    public required ulong StartTime { get; init; }

    public required DateTime StartedAt { get; init; }

    public required int RestartCount { get; init; }

    public ContainerEnd? Ended { get; init; }

    public ContainerEnd? Previous { get; init; }

    public ProcessIdentity Identity => new(Pid, StartTime);

    public static ContainerRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ContainerRecord>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        string temporary = path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>How a run of a container ended.</summary>
internal sealed record ContainerEnd(string ContainerId, int ExitCode, string Reason, string? Message, DateTime StartedAt, DateTime FinishedAt);
