using System.Globalization;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>
/// A process, for certain: pids are reused, a pid together with the start time (in clock ticks since boot) is not.
/// </summary>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    public bool IsAlive => TryRead(Pid, out ProcessIdentity now, out char state) && now == this && state is not 'Z' and not 'X';

    public static bool TryRead(int pid, out ProcessIdentity identity) => TryRead(pid, out identity, out _);

    /// <summary>Sends a signal to the process alone, if it still is the one meant.</summary>
    public void Signal(int signal)
    {
        if (IsAlive)
        {
            _ = LibC.Kill(Pid, signal);
        }
    }

    private static bool TryRead(int pid, out ProcessIdentity identity, out char state)
    {
        identity = default;
        state = ' ';
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
        int close = text.LastIndexOf(')');
        string[] fields = text[(close + 2)..].Split(' ');
        if (close < 0 || fields.Length < 20)
        {
            return false;
        }

        state = fields[0][0];
        identity = new ProcessIdentity(pid, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        return true;
    }
}
