using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>
/// A control group per pod, where the machine lets us make them. It holds all processes of the pod, whatever they do, and
/// the kernel tells for every socket which group opened it: that is how the service proxy knows its callers at no cost.
/// No resources are controlled.
/// </summary>
internal sealed partial class PodGroups
{
    private const int CurrentDirectory = -100;
    private const uint InodeMask = 0x100;
    private const int InodeOffset = 32;

    private readonly string? _root;

    private PodGroups(string? root) => _root = root;

    public bool IsAvailable => _root is not null;

    /// <summary>Looks for a place where groups can be made: below the group of this process.</summary>
    public static PodGroups Detect(string stateFolder)
    {
        if (MountPoint() is not { } mount || OwnGroup() is not { } own)
        {
            return new PodGroups(null);
        }

        string name = $"sluice-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(stateFolder))).AsSpan(0, 6))}";
        string root = Path.Combine(mount + own, name);
        try
        {
            string probe = Path.Combine(root, "probe");
            Directory.CreateDirectory(probe);
            using (File.OpenWrite(Path.Combine(probe, "cgroup.procs")))
            {
                // Being allowed to open it is the question.
            }

            Directory.Delete(probe);
            return new PodGroups(IdOf(root) is null ? null : root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PodGroups(null);
        }
    }

    /// <summary>Makes the group of a pod.</summary>
    /// <returns>The folder to join by writing to its <c>cgroup.procs</c>, or null.</returns>
    public string? Create(string podUid)
    {
        if (_root is null)
        {
            return null;
        }

        try
        {
            string path = Path.Combine(_root, podUid);
            Directory.CreateDirectory(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The kernel's number of the group that a process is in, if that is the group of a pod.</summary>
    public static ulong? OfProcess(int pid, string podUid)
    {
        try
        {
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cgroup")).FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal));
            return line is not null && line.EndsWith($"/{podUid}", StringComparison.Ordinal) && MountPoint() is { } mount ? IdOf(mount + line[3..]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Ends whatever is left in the pod's group and removes it.</summary>
    public async Task RemoveAsync(string podUid, TimeProvider time)
    {
        if (_root is null || !Directory.Exists(Path.Combine(_root, podUid)))
        {
            return;
        }

        string path = Path.Combine(_root, podUid);
        for (int attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                // The kernel keeps the group until the last of its processes has been reaped.
                await File.WriteAllTextAsync(Path.Combine(path, "cgroup.kill"), "1").ConfigureAwait(false);
                Directory.Delete(path);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), time).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends all processes in the groups of pods that are not wanted any more; with none wanted the root goes too.</summary>
    public void RemoveOthers(IReadOnlySet<string> wanted)
    {
        if (_root is null || !Directory.Exists(_root))
        {
            return;
        }

        // The kernel keeps a group until the last of its processes has been reaped, a moment after it was killed.
        for (int attempt = 0; attempt < 20 && !TryRemoveOthers(wanted); attempt++)
        {
            Thread.Sleep(25);
        }
    }

    private bool TryRemoveOthers(IReadOnlySet<string> wanted)
    {
        try
        {
            foreach (string path in Directory.EnumerateDirectories(_root!).Where(p => !wanted.Contains(Path.GetFileName(p))))
            {
                File.WriteAllText(Path.Combine(path, "cgroup.kill"), "1");
                Directory.Delete(path);
            }

            if (wanted.Count == 0)
            {
                Directory.Delete(_root!);
            }

            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ulong? IdOf(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        int result = Statx(CurrentDirectory, path, 0, InodeMask, buffer);
        return result == 0 ? MemoryMarshal.Read<ulong>(buffer[InodeOffset..]) : null;
    }

    private static string? MountPoint()
    {
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash > 4 && fields.Length > dash + 1 && fields[dash + 1] == "cgroup2")
            {
                return fields[4];
            }
        }

        return null;
    }

    private static string? OwnGroup()
    {
        string? line = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal));
        return line?[3..].TrimEnd('/');
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> buffer);
}
