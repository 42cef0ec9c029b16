using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>The near end of a terminal whose far end a program believes to sit at.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControl = 0x100;
    private const int CloseOnExec = 0x80000;
    private const nuint SetWindowSize = 0x5414;

    private readonly SafeFileHandle _near;

    private PseudoTerminal(SafeFileHandle near, string farEnd)
    {
        _near = near;
        FarEnd = farEnd;
        Stream = new FileStream(near, FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>The device that the program opens.</summary>
    public string FarEnd { get; }

    /// <summary>What the program writes, and what it reads. Reading fails when the last program has closed its end.</summary>
    public FileStream Stream { get; }

    /// <exception cref="Win32Exception">The machine has no terminals left, or none at all.</exception>
    public static PseudoTerminal Open()
    {
        int descriptor = OpenNear(ReadWrite | NoControl | CloseOnExec);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        var near = new SafeFileHandle(descriptor, ownsHandle: true);
        var name = new byte[128];
        if (Grant(descriptor) != 0 || Unlock(descriptor) != 0 || FarName(descriptor, name, (nuint)name.Length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            near.Dispose();
            throw new Win32Exception(error);
        }

        return new PseudoTerminal(near, System.Text.Encoding.UTF8.GetString(name.AsSpan(0, Array.IndexOf(name, (byte)0))));
    }

    public void Resize(ushort columns, ushort rows)
    {
        // struct winsize: rows, columns, and pixels that nobody asks for.
        ReadOnlySpan<ushort> size = [rows, columns, 0, 0];
        if (!_near.IsClosed)
        {
            _ = Control(_near, SetWindowSize, size);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _near.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenNear(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int FarName(int descriptor, Span<byte> name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle descriptor, nuint request, ReadOnlySpan<ushort> argument);
}
