namespace Sluice.Proxy.Connections;

/// <summary>What currently handles a <see cref="ClientConnection"/>. All members are called from other threads and must not block.</summary>
internal abstract class ConnectionEngine
{
    /// <summary>The deadline has passed. Nothing else is armed before this returns.</summary>
    public abstract void OnDeadline();

    /// <summary>Called at every sweep while no deadline has passed; cheap.</summary>
    public virtual void OnSweep(long now)
    {
    }

    /// <summary>Finish what is under way, then close; close at once when idle.</summary>
    public abstract void OnDrain();

    /// <summary>The connection is being closed now; close what belongs to it.</summary>
    public virtual void OnAbort()
    {
    }
}
