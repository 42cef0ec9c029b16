using System.Runtime.InteropServices;

namespace Sluice.Cli;

/// <summary>
/// What Ctrl-C does. The first one asks: nothing new is begun, and what has begun is written to the state. The second one ends at once;
/// the state on disk then still names what is in doubt.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _cancellation.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancellation.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(ExitCodes.Cancelled);
        }

        if (context.Signal == PosixSignal.SIGINT)
        {
            Console.Error.WriteLine("Stopping: what has begun is written to the state. Press Ctrl-C again to end at once.");
        }

        _cancellation.Cancel();
    }
}
