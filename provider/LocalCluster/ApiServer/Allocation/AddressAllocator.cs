using System.Net;

namespace Sluice.LocalCluster.ApiServer.Allocation;

/// <summary>Hands out addresses of a block, lowest free first after a moving cursor, so that a freed address rests for a while. Thread-safe.</summary>
public sealed class AddressAllocator(AddressBlock block)
{
    private readonly HashSet<IPAddress> _taken = [];
    private readonly Lock _lock = new();
    private int _cursor;

    public AddressBlock Block { get; } = block;

    /// <summary>Takes an address; null if the block is used up.</summary>
    public IPAddress? Take()
    {
        lock (_lock)
        {
            for (var tried = 0; tried < Block.Count; tried++)
            {
                _cursor = (_cursor % Block.Count) + 1;
                var candidate = Block[_cursor];
                if (_taken.Add(candidate))
                {
                    return candidate;
                }
            }

            return null;
        }
    }

    /// <summary>Takes this very address; false if somebody has it.</summary>
    public bool TryTake(IPAddress address)
    {
        lock (_lock)
        {
            return _taken.Add(address);
        }
    }

    public bool IsTaken(IPAddress address)
    {
        lock (_lock)
        {
            return _taken.Contains(address);
        }
    }

    public void Return(IPAddress address)
    {
        lock (_lock)
        {
            _taken.Remove(address);
        }
    }
}
