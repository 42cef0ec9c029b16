namespace Sluice.LocalCluster.ApiServer;

/// <summary>
/// The node agent as the API server sees it. Requests arrive authenticated, authorized and checked: the pod exists, is bound to a
/// node and has the container.
/// </summary>
public interface INodeAgentEndpoint
{
    /// <summary>Writes a container's log to <paramref name="output"/>; with <see cref="LogRequest.Follow"/> until the container ends.</summary>
    /// <returns>A message for the client if there is no such log; nothing has been written then.</returns>
    Task<string?> ReadLogAsync(LogRequest request, Stream output, CancellationToken cancellation);

    /// <summary>Runs a command in a container and relays its streams over the session.</summary>
    Task ExecAsync(ExecRequest request, IExecSession session, CancellationToken cancellation);

    /// <summary>Opens a connection to a port of the pod.</summary>
    Task<Stream> ConnectAsync(PodReference pod, int port, CancellationToken cancellation);
}

/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Uid">The pod's uid.</param>
public sealed record PodReference(string Namespace, string Name, string Uid);

/// <summary>Query of pods/log.</summary>
public sealed record LogRequest
{
    public required PodReference Pod { get; init; }

    public required string Container { get; init; }

    public bool Follow { get; init; }

    public bool Previous { get; init; }

    public bool Timestamps { get; init; }

    public long? TailLines { get; init; }

    public long? LimitBytes { get; init; }

    public DateTimeOffset? Since { get; init; }
}

/// <summary>Query of pods/exec and pods/attach.</summary>
public sealed record ExecRequest
{
    public required PodReference Pod { get; init; }

    public required string Container { get; init; }

    /// <summary>The command and its arguments; empty to attach to the running process.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    public bool Tty { get; init; }
}

/// <summary>Size of a terminal in characters.</summary>
/// <param name="Columns">Width.</param>
/// <param name="Rows">Height.</param>
public readonly record struct TerminalSize(ushort Columns, ushort Rows);

/// <summary>The client's end of an exec.</summary>
public interface IExecSession
{
    /// <summary>Bytes the client types; ends when the client closes it. Null unless asked for.</summary>
    Stream? Stdin { get; }

    /// <summary>Called when the client's terminal changes its size; set by whoever runs the command.</summary>
    Action<TerminalSize>? Resized { get; set; }

    ValueTask WriteStdoutAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);

    ValueTask WriteStderrAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);

    /// <summary>Reports how the command ended: its exit code, or the reason it could not run.</summary>
    ValueTask CompleteAsync(int exitCode, string? error, CancellationToken cancellation);
}
