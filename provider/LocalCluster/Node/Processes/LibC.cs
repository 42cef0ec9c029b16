using System.Runtime.InteropServices;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static partial class LibC
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    /// <summary>Unlike <see cref="File.Move(string, string, bool)"/> it moves a link to a folder as what it is.</summary>
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();
}
