using System.Text;
using Sluice.LocalCluster.Node.Pods;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node;

/// <summary>Ends what an earlier cluster process left behind.</summary>
internal static class Leftovers
{
    /// <summary>Ends the processes of all pods that are not known any more and removes their folders.</summary>
    public static void EndUnknown(NodeFolders folders, PodGroups groups, IReadOnlySet<string> known)
    {
        groups.RemoveOthers(known);
        if (!Directory.Exists(folders.Pods))
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(folders.Pods))
        {
            string uid = Path.GetFileName(folder);
            if (known.Contains(uid))
            {
                continue;
            }

            EndPod(folders, uid);
            Directory.Delete(folder, recursive: true);
        }

        EndStrays(folders, known);
    }

    /// <summary>Ends every process that belongs to a pod of this state folder.</summary>
    /// <returns>How many there were.</returns>
    public static int EndAll(NodeFolders folders, PodGroups groups)
    {
        int ended = 0;
        if (Directory.Exists(folders.Pods))
        {
            foreach (string folder in Directory.EnumerateDirectories(folders.Pods))
            {
                ended += EndPod(folders, Path.GetFileName(folder));
            }
        }

        ended += EndStrays(folders, new HashSet<string>());
        groups.RemoveOthers(new HashSet<string>());
        return ended;
    }

    private static int EndPod(NodeFolders folders, string uid)
    {
        int ended = 0;
        string containers = Path.Combine(folders.Pod(uid), "containers");
        foreach (string folder in Directory.Exists(containers) ? Directory.EnumerateDirectories(containers) : [])
        {
            if (ContainerRecord.Read(folders.ContainerRecord(uid, Path.GetFileName(folder))) is { } record && record.Identity.IsAlive)
            {
                record.Identity.Signal(LibC.SigKill);
                ContainerProcess.KillSession(record.Pid);
                ended++;
            }
        }

        return ended;
    }

    /// <summary>
    /// A process may have been started a moment before its pid could be written down, or have left its session: such a
    /// one is known by the variable that every container has.
    /// </summary>
    private static int EndStrays(NodeFolders folders, IReadOnlySet<string> known)
    {
        int ended = 0;
        string marker = $"SLUICE_POD_ROOT={folders.Pods}/";
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int pid) || pid == Environment.ProcessId || !ProcessIdentity.TryRead(pid, out ProcessIdentity identity))
            {
                continue;
            }

            string? root = Variables(pid).FirstOrDefault(v => v.StartsWith(marker, StringComparison.Ordinal));
            if (root is not null && !known.Contains(root[marker.Length..].Split('/')[0]))
            {
                identity.Signal(LibC.SigKill);
                ended++;
            }
        }

        return ended;
    }

    private static string[] Variables(int pid)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/environ")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
