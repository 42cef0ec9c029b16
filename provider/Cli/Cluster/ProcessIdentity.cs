using System.Globalization;
using System.Runtime.InteropServices;

namespace Sluice.Cli.Cluster;

/// <summary>A process that cannot be mistaken for a later one of the same number: its start time, in the kernel's ticks, tells them apart.</summary>
internal sealed partial record ProcessIdentity(int Pid, long StartTicks)
{
    private const int StartTimeField = 22;
    private const int Terminate = 15;
    private const int Kill = 9;

    public static ProcessIdentity Current => new(Environment.ProcessId, ReadStart(Environment.ProcessId) ?? 0);

    public bool IsAlive => ReadStart(Pid) == StartTicks;

    public void AskToEnd() => Signal(Terminate);

    public void End() => Signal(Kill);

    /// <summary>Makes this process the leader of a session of its own, out of reach of the terminal's signals.</summary>
    public static void Detach() => _ = NativeSetSid();

    private void Signal(int signal)
    {
        if (IsAlive)
        {
            _ = NativeKill(Pid, signal);
        }
    }

    private static long? ReadStart(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            // The second field is the command in parentheses and may hold anything.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int NativeSetSid();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int NativeKill(int pid, int signal);
}
