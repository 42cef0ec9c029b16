using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Tells whether a process has a socket open.</summary>
internal static partial class ProcessSockets
{
    // Descriptors are handed out from the lowest free number on: after such a gap there are no more.
    private const int Gap = 128;

    /// <summary>Looks through the descriptors of a process for the socket with this inode.</summary>
    public static bool Has(int pid, uint inode)
    {
        Span<byte> wanted = stackalloc byte[32];
        Encoding.ASCII.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]"), wanted, out int length);
        wanted = wanted[..length];
        Span<byte> path = stackalloc byte[48];
        Encoding.ASCII.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/"), path, out int prefix);
        Span<byte> target = stackalloc byte[64];
        int missing = 0;
        for (int descriptor = 0; missing < Gap; descriptor++)
        {
            descriptor.TryFormat(path[prefix..], out int digits, default, CultureInfo.InvariantCulture);
            path[prefix + digits] = 0;
            nint read = ReadLink(path, target, target.Length);
            if (read < 0)
            {
                missing++;
                continue;
            }

            missing = 0;
            if (read == wanted.Length && target[..(int)read].SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    private static partial nint ReadLink(ReadOnlySpan<byte> path, Span<byte> buffer, nint length);
}
