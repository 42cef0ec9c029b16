using System.Globalization;

namespace Sluice.LocalCluster.Node.Logs;

/// <summary>
/// The output of one run of a container: a file that the process itself appends to, and beside it an index that tells
/// when which byte was written. The index has the grain of the node's clock tick, which is enough for
/// <c>--since</c> and <c>--timestamps</c>.
/// </summary>
internal sealed class ContainerLog(string folder, int run)
{
    public const long MaxBytes = 10 * 1024 * 1024;

    public string Path { get; } = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{run}.log"));

    public string IndexPath => Path + ".idx";

    public string RotatedPath => Path + ".1";

    /// <summary>Notes how far the log has come; rotates it when it is too long.</summary>
    public void Tick(DateTime now)
    {
        var file = new FileInfo(Path);
        if (!file.Exists)
        {
            return;
        }

        long length = file.Length;
        long known = LastIndexed();
        if (length > known)
        {
            File.AppendAllText(IndexPath, string.Create(CultureInfo.InvariantCulture, $"{length} {now:O}\n"));
        }

        if (length > MaxBytes)
        {
            // The writer has the file open for appending: its next write lands at the new end, which is the start.
            File.Copy(Path, RotatedPath, overwrite: true);
            using (var stream = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                stream.SetLength(0);
            }

            File.Delete(IndexPath);
        }
    }

    /// <summary>Byte offsets up to which the log had come, with the time, oldest first.</summary>
    public IReadOnlyList<LogMark> Marks()
    {
        if (!File.Exists(IndexPath))
        {
            return [];
        }

        var marks = new List<LogMark>();
        foreach (string line in File.ReadLines(IndexPath))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0
                && long.TryParse(line.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out long end)
                && DateTime.TryParse(line.AsSpan(blank + 1), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time))
            {
                marks.Add(new LogMark(end, time));
            }
        }

        return marks;
    }

    /// <summary>Deletes the logs of runs before the previous one.</summary>
    public static void DeleteBefore(string folder, int run)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.log*"))
        {
            string name = System.IO.Path.GetFileName(file).Split('.')[0];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < run)
            {
                File.Delete(file);
            }
        }
    }

    private long LastIndexed() => Marks() is { Count: > 0 } marks ? marks[^1].End : 0;
}

/// <summary>At this time the log had come as far as this byte.</summary>
internal readonly record struct LogMark(long End, DateTime Time);
