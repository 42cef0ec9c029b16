using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sluice.LocalCluster.ApiServer;
using Sluice.LocalCluster.Node.Logs;
using Sluice.LocalCluster.Node.Pods;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node;

/// <summary>What the API server asks the node for: logs, commands and connections into pods.</summary>
internal sealed class NodeEndpoint(TimeProvider time) : INodeAgentEndpoint
{
    private volatile NodeAgent? _node;

    public NodeAgent? Node
    {
        get => _node;
        set => _node = value;
    }

    public async Task<string?> ReadLogAsync(LogRequest request, Stream output, CancellationToken cancellation)
    {
        if (Container(request.Pod, request.Container) is not { } container)
        {
            return $"container \"{request.Container}\" in pod \"{request.Pod.Name}\" is not available";
        }

        ContainerState state = container.State;
        if (request.Previous && (state.RestartCount == 0 || state.Previous is null))
        {
            return $"previous terminated container \"{request.Container}\" in pod \"{request.Pod.Name}\" not found";
        }

        if (!request.Previous && state.Phase == ContainerPhase.Waiting && state.Previous is null && container.Process is null)
        {
            return $"container \"{request.Container}\" in pod \"{request.Pod.Name}\" is waiting to start: {state.Reason}";
        }

        // While a container waits for its next start, its newest log is that of the run that ended.
        int run = container.State.RestartCount;
        var query = new LogQuery
        {
            Follow = request.Follow && !request.Previous,
            Timestamps = request.Timestamps,
            TailLines = request.TailLines,
            LimitBytes = request.LimitBytes,
            Since = request.Since?.UtcDateTime,
        };
        ContainerLog log = container.Log(request.Previous)!;
        await new LogReader(log, query, time).CopyAsync(
            output, () => container.State.RestartCount != run || container.State.Phase == ContainerPhase.Terminated || container.State.Reason == "CrashLoopBackOff", cancellation).ConfigureAwait(false);
        return null;
    }

    public async Task ExecAsync(ExecRequest request, IExecSession session, CancellationToken cancellation)
    {
        if (Container(request.Pod, request.Container) is not { Process: not null } container)
        {
            await session.CompleteAsync(1, $"container {request.Container} is not running", cancellation).ConfigureAwait(false);
            return;
        }

        if (request.Command.Count == 0)
        {
            await AttachAsync(container, session, cancellation).ConfigureAwait(false);
            return;
        }

        Process process;
        PseudoTerminal? terminal = null;
        try
        {
            if (request.Tty)
            {
                PseudoTerminal opened = terminal = PseudoTerminal.Open();
                session.Resized = size => opened.Resize(size.Columns, size.Rows);
            }

            process = Process.Start(terminal is null
                ? ContainerCommand.StartInfo(request.Command, container.CommandContext)
                : ContainerCommand.StartInfo(request.Command, container.CommandContext, terminal))!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            terminal?.Dispose();
            await session.CompleteAsync(126, $"exec failed: \"{request.Command[0]}\": {e.Message}", cancellation).ConfigureAwait(false);
            return;
        }

        using (terminal)

        using (process)
        {
            try
            {
                if (terminal is null)
                {
                    _ = FeedAsync(process, session.Stdin, cancellation);
                    await Task.WhenAll(
                        CopyAsync(process.StandardOutput.BaseStream, session.WriteStdoutAsync, cancellation),
                        CopyAsync(process.StandardError.BaseStream, session.WriteStderrAsync, cancellation)).ConfigureAwait(false);
                }
                else
                {
                    _ = TypeAsync(terminal, session.Stdin, cancellation);
                    await ShowAsync(terminal, session, cancellation).ConfigureAwait(false);
                }

                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
                await session.CompleteAsync(process.ExitCode, null, cancellation).ConfigureAwait(false);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
    }

    public async Task<Stream> ConnectAsync(PodReference pod, int port, CancellationToken cancellation)
    {
        PodWorker worker = _node?.Find(pod.Namespace, pod.Name) ?? throw new IOException($"pod {pod.Namespace}/{pod.Name} does not run on this node");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(worker.Address, port), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"failed to connect to {worker.Address}:{port} inside the pod: {e.Message}", e);
        }
    }

    private ContainerWorker? Container(PodReference pod, string container) =>
        _node?.Pods.FirstOrDefault(p => p.Pod.Metadata.Uid == pod.Uid)?.Container(container);

    /// <summary>A process that outlives us cannot give us its streams; following its log is as close as it gets.</summary>
    private async Task AttachAsync(ContainerWorker container, IExecSession session, CancellationToken cancellation)
    {
        using var output = new SessionOutput(session);
        var query = new LogQuery { Follow = true, TailLines = 0 };
        int run = container.State.RestartCount;
        await new LogReader(container.Log(previous: false)!, query, time).CopyAsync(
            output, () => container.Process is null || container.State.RestartCount != run, cancellation).ConfigureAwait(false);
        await session.CompleteAsync(container.State.Ended?.ExitCode ?? 0, null, cancellation).ConfigureAwait(false);
    }

    private static async Task TypeAsync(PseudoTerminal terminal, Stream? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null)
            {
                await input.CopyToAsync(terminal.Stream, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The command ended before it had read everything.
        }
    }

    private static async Task ShowAsync(PseudoTerminal terminal, IExecSession session, CancellationToken cancellation)
    {
        try
        {
            await CopyAsync(terminal.Stream, session.WriteStdoutAsync, cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // How the near end learns that nobody has the far end open any more.
        }
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null)
            {
                await input.CopyToAsync(process.StandardInput.BaseStream, cancellation).ConfigureAwait(false);
            }

            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The command ended before it had read everything.
        }
    }

    private static async Task CopyAsync(Stream from, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellation)
    {
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            await write(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
    }
}
