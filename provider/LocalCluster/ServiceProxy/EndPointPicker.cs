using System.Collections.Concurrent;
using System.Net;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Chooses an endpoint for each new connection: in turn, or the same one again for the same client.</summary>
internal sealed class EndPointPicker(TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<IPAddress, (IPEndPoint EndPoint, DateTimeOffset Until)> _sticky = new();
    private uint _turn = (uint)Environment.TickCount;

    /// <returns>Null when there is none to choose.</returns>
    public IPEndPoint? Pick(ServiceTarget target, IPAddress client, IReadOnlyCollection<IPEndPoint> failed)
    {
        if (target.EndPoints.IsEmpty)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        if (target.Affinity is { } affinity
            && _sticky.TryGetValue(client, out (IPEndPoint EndPoint, DateTimeOffset Until) known)
            && now < known.Until
            && target.EndPoints.Contains(known.EndPoint)
            && !failed.Contains(known.EndPoint))
        {
            _sticky[client] = (known.EndPoint, now + affinity);
            return known.EndPoint;
        }

        int count = target.EndPoints.Length;
        uint turn = Interlocked.Increment(ref _turn);
        for (int i = 0; i < count; i++)
        {
            IPEndPoint candidate = target.EndPoints[(int)((turn + i) % count)];
            if (!failed.Contains(candidate))
            {
                Remember(target, client, candidate, now);
                return candidate;
            }
        }

        return null;
    }

    private void Remember(ServiceTarget target, IPAddress client, IPEndPoint endPoint, DateTimeOffset now)
    {
        if (target.Affinity is not { } affinity)
        {
            return;
        }

        if (_sticky.Count >= MaxRemembered)
        {
            foreach (KeyValuePair<IPAddress, (IPEndPoint EndPoint, DateTimeOffset Until)> old in _sticky.Where(s => s.Value.Until <= now))
            {
                _sticky.TryRemove(old);
            }
        }

        _sticky[client] = (endPoint, now + affinity);
    }
}
