using System.Net;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.Node;

/// <summary>Hands out pod addresses; a freed one is not used again until all others were.</summary>
internal sealed class PodAddresses(AddressRange range)
{
    private readonly IPAddress[] _all = [.. range.Hosts()];
    private readonly HashSet<IPAddress> _taken = [];
    private readonly Lock _gate = new();
    private int _next;

    public bool TryReserve(IPAddress address)
    {
        lock (_gate)
        {
            return range.Contains(address) && _taken.Add(address);
        }
    }

    /// <exception cref="InvalidOperationException">All addresses are in use.</exception>
    public IPAddress Take()
    {
        lock (_gate)
        {
            for (int i = 0; i < _all.Length; i++)
            {
                IPAddress candidate = _all[_next];
                _next = (_next + 1) % _all.Length;
                if (_taken.Add(candidate))
                {
                    return candidate;
                }
            }
        }

        throw new InvalidOperationException($"All {_all.Length} pod addresses of {range} are in use.");
    }

    public void Release(IPAddress address)
    {
        lock (_gate)
        {
            _taken.Remove(address);
        }
    }
}
