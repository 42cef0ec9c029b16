using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>
/// The stable identity of a backend across snapshots. Rules hold the slot, so endpoints change without recompiling routes; what must
/// outlive a change (connection pools, counters, ejections) hangs on <see cref="State"/>.
/// </summary>
public sealed class BackendSlot
{
    private BackendConfig _current;

    internal BackendSlot(BackendConfig config)
    {
        Name = config.Name;
        _current = config;
    }

    public string Name { get; }

    /// <summary>Read once per request or connection, then carried.</summary>
    public BackendConfig Current => Volatile.Read(ref _current);

    /// <summary>Owned by the data plane; set once by whoever first uses the backend.</summary>
    public object? State
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    internal void Publish(BackendConfig config) => Volatile.Write(ref _current, config);

    internal static BackendConfig Missing(string name) => new()
    {
        Name = name,
        Source = name,
        Protocol = BackendProtocol.Http1,
        Failure = "BackendNotFound",
    };
}
