using System.Globalization;
using System.Runtime.InteropServices;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Volumes;

/// <summary>One file of a volume.</summary>
internal sealed record VolumeFile(byte[] Content, UnixFileMode Mode);

/// <summary>
/// A folder whose files change all at once, laid out as Kubernetes does: the files are links into <c>..data</c>, which is
/// itself a link to a dated folder. Programs that watch for the change of <c>..data</c> work unchanged.
/// </summary>
internal sealed class AtomicFolder(string path)
{
    private const string Data = "..data";

    private Dictionary<string, VolumeFile>? _current;

    public void Write(IReadOnlyDictionary<string, VolumeFile> files, DateTime now)
    {
        if (_current is not null && Same(_current, files))
        {
            return;
        }

        Directory.CreateDirectory(path);
        string dated = string.Create(CultureInfo.InvariantCulture, $"..{now:yyyy_MM_dd_HH_mm_ss.fffffff}");
        string folder = Path.Combine(path, dated);
        Directory.CreateDirectory(folder);
        foreach (KeyValuePair<string, VolumeFile> file in files)
        {
            string target = Path.Combine(folder, file.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Value.Content);
            File.SetUnixFileMode(target, file.Value.Mode | UnixFileMode.UserRead);
        }

        string link = Path.Combine(path, Data);
        string? before = new FileInfo(link).LinkTarget;
        string temporary = Path.Combine(path, "..data_tmp");
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, dated);
        if (LibC.Rename(temporary, link) != 0)
        {
            throw new IOException($"{link} cannot be replaced: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        LinkNames(files);
        if (before is not null && before != dated)
        {
            Directory.Delete(Path.Combine(path, before), recursive: true);
        }

        _current = files.ToDictionary(f => f.Key, f => f.Value);
    }

    private void LinkNames(IReadOnlyDictionary<string, VolumeFile> files)
    {
        HashSet<string> names = [.. files.Keys.Select(f => f.Split('/')[0])];
        foreach (string name in names)
        {
            string visible = Path.Combine(path, name);
            if (new FileInfo(visible).LinkTarget is null)
            {
                File.CreateSymbolicLink(visible, $"{Data}/{name}");
            }
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(path))
        {
            string name = Path.GetFileName(entry);
            if (!name.StartsWith("..", StringComparison.Ordinal) && !names.Contains(name))
            {
                File.Delete(entry);
            }
        }
    }

    private static bool Same(Dictionary<string, VolumeFile> a, IReadOnlyDictionary<string, VolumeFile> b) =>
        a.Count == b.Count
        && a.All(p => b.TryGetValue(p.Key, out VolumeFile? other) && other.Mode == p.Value.Mode && other.Content.AsSpan().SequenceEqual(p.Value.Content));
}
