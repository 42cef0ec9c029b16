namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>Sizes that a client's terminal takes; the newest one waits for a listener that comes later.</summary>
internal sealed class TerminalResizes
{
    private readonly Lock _gate = new();
    private TerminalSize? _newest;

    public Action<TerminalSize>? Listener
    {
        get;
        set
        {
            lock (_gate)
            {
                field = value;
                if (_newest is { } size)
                {
                    value?.Invoke(size);
                }
            }
        }
    }

    public void Publish(TerminalSize size)
    {
        lock (_gate)
        {
            _newest = size;
            Listener?.Invoke(size);
        }
    }
}
