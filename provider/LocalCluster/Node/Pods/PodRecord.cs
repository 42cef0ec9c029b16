using System.Text.Json;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the node remembers of a pod on disk.</summary>
internal sealed record PodRecord(string Namespace, string Name, string Uid, string Address, DateTime StartTime)
{
    public static PodRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PodRecord>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(temporary, path, overwrite: true);
    }
}
