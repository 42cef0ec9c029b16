using System.Diagnostics;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>How a container's process ended.</summary>
internal readonly record struct ContainerExit(int Code, bool Known);

/// <summary>
/// A running container: a process in its own session, so that it survives the cluster process (and can be taken over by
/// the next one), and so that all its children go with it. Output goes straight to the log file for the same reason.
/// </summary>
internal sealed class ContainerProcess
{
    // Becomes the program itself (exec all the way), so that the pid we get is the program's and signals reach it.
    private const string Script =
        "exec </dev/null >>\"$1\" 2>&1; " +
        "if [ -n \"$5\" ]; then echo $$ 2>/dev/null >\"$5/cgroup.procs\"; fi; " +
        "if [ -n \"$3\" ]; then mount --bind \"$3\" /etc/resolv.conf 2>/dev/null; fi; " +
        "if [ -n \"$4\" ]; then mount --bind \"$4\" /etc/hosts 2>/dev/null; echo \"$2\" 2>/dev/null >/proc/sys/kernel/hostname; fi; " +
        "shift 5; exec \"$@\"";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process? _child;
    private readonly TimeProvider _time;

    private ContainerProcess(ProcessIdentity identity, Process? child, TimeProvider time)
    {
        Identity = identity;
        _child = child;
        _time = time;
        Exited = child is null ? PollAsync() : WaitAsync(child);
    }

    public ProcessIdentity Identity { get; }

    /// <summary>Completes when the process has ended and nothing of its session is left.</summary>
    public Task<ContainerExit> Exited { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">The shell itself could not be started.</exception>
    public static ContainerProcess Start(ContainerStart start, ProcessIsolation isolation, TimeProvider time)
    {
        bool isolated = isolation.OwnResolver && start.ResolverFile is not null;
        List<string> arguments = [.. isolated ? (string[])["unshare", "--mount", "--uts", "/bin/sh"] : ["/bin/sh"], "-c", Script, "sh"];
        arguments.AddRange([start.LogFile, start.HostName, isolated ? start.ResolverFile! : "", isolated ? start.HostsFile ?? "" : "", start.Group ?? ""]);
        arguments.AddRange(start.Command);
        var info = new ProcessStartInfo("setsid", arguments) { UseShellExecute = false, WorkingDirectory = start.WorkingDirectory };
        info.Environment.Clear();
        foreach (KeyValuePair<string, string> variable in start.Environment)
        {
            info.Environment[variable.Key] = variable.Value;
        }

        Process child = Process.Start(info)!;
        ProcessIdentity.TryRead(child.Id, out ProcessIdentity identity);
        return new ContainerProcess(identity with { Pid = child.Id }, child, time);
    }

    /// <summary>Takes over a process that an earlier cluster process started.</summary>
    /// <returns>Null when it has ended in the meantime.</returns>
    public static ContainerProcess? Adopt(ProcessIdentity identity, TimeProvider time) =>
        identity.IsAlive ? new ContainerProcess(identity, null, time) : null;

    public void Terminate() => Identity.Signal(LibC.SigTerm);

    public void Kill()
    {
        Identity.Signal(LibC.SigKill);
        KillSession(Identity.Pid);
    }

    /// <summary>Ends what a container left behind in its session.</summary>
    public static void KillSession(int leader)
    {
        if (leader > 1)
        {
            _ = LibC.Kill(-leader, LibC.SigKill);
        }
    }

    private async Task<ContainerExit> WaitAsync(Process child)
    {
        await child.WaitForExitAsync().ConfigureAwait(false);
        int code = child.ExitCode;
        child.Dispose();
        KillSession(Identity.Pid);
        return new ContainerExit(code, Known: true);
    }

    private async Task<ContainerExit> PollAsync()
    {
        // It is not our child, so the kernel tells its exit code to somebody else; 137 is what Kubernetes reports then.
        while (Identity.IsAlive)
        {
            await Task.Delay(PollInterval, _time).ConfigureAwait(false);
        }

        KillSession(Identity.Pid);
        return new ContainerExit(137, Known: false);
    }

    public override string ToString() => _child is null ? $"adopted process {Identity.Pid}" : $"process {Identity.Pid}";
}
