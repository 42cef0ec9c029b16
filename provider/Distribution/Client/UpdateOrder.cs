using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Client;

/// <summary>
/// The order of one stream's updates: versions grow, and all messages of an update bear the same. The hash of the result alone does not tell,
/// for an old update that is sent again leads to a state that was right once.
/// </summary>
internal sealed class UpdateOrder
{
    private SnapshotVersion _newest;
    private SnapshotVersion? _begun;

    /// <summary>Takes note of the next message of the stream.</summary>
    /// <returns>What is wrong with it; null if it is in order.</returns>
    public string? Problem(Update message)
    {
        var version = SnapshotVersion.FromWire(message.Version);
        if (_begun is { } begun && begun != version)
        {
            return $"A message of version {version} came within the update to version {begun}.";
        }

        if (version <= _newest)
        {
            return $"An update to version {version} came after version {_newest}.";
        }

        _begun = message.More ? version : null;
        _newest = message.More ? _newest : version;
        return null;
    }
}
