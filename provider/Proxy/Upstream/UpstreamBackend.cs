using System.Collections.Immutable;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Upstream;

/// <summary>What a request needs of a backend, read once and carried: immutable.</summary>
internal sealed record BackendView(BackendConfig Config, ImmutableArray<UpstreamEndpoint> Endpoints, string? Failure)
{
    public static readonly BackendView Gone = new(
        new BackendConfig { Name = "", Source = "", Protocol = BackendProtocol.Http1 }, [], "The backend is not part of the configuration.");
}

/// <summary>The data plane's half of a <see cref="BackendSlot"/>: endpoint choice and limits of one backend.</summary>
internal sealed class UpstreamBackend
{
    [ThreadStatic]
    private static uint _random;

    private BackendView _view = BackendView.Gone;
    private int _inFlight;

    public BackendView View => Volatile.Read(ref _view);

    public void Publish(BackendView view) => Volatile.Write(ref _view, view);

    /// <summary>The backend of a slot, or null where it has never been configured.</summary>
    public static UpstreamBackend? Of(BackendSlot slot) => slot.State as UpstreamBackend;

    /// <summary>Counts a request in. False: the circuit breaker's limit is reached.</summary>
    public bool TryEnter(BackendView view)
    {
        if (view.Config.CircuitBreaker is not { MaxRequests: { } limit })
        {
            return true;
        }

        if (Interlocked.Increment(ref _inFlight) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    public void Leave(BackendView view)
    {
        if (view.Config.CircuitBreaker is { MaxRequests: not null })
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>
    /// The less busy of two endpoints chosen at random, which spreads load nearly as well as knowing all of them and never herds.
    /// Endpoints that failed lately are passed over while others are left.
    /// </summary>
    /// <param name="view">The backend as the request sees it.</param>
    /// <param name="tried">Bits of the endpoints (first 64) this request has already tried; the chosen one is added.</param>
    /// <returns>Null where there is none.</returns>
    public static UpstreamEndpoint? Pick(BackendView view, ref ulong tried)
    {
        var endpoints = view.Endpoints;
        if (endpoints.Length == 1)
        {
            var only = tried == 0 ? endpoints[0] : null;
            tried = 1;
            return only;
        }

        if (endpoints.IsEmpty)
        {
            return null;
        }

        var random = NextRandom();
        var first = (int)(random % (uint)endpoints.Length);
        var second = (int)((random >> 16) % (uint)(endpoints.Length - 1));
        second += second >= first ? 1 : 0;
        var chosen = endpoints[first].InFlight <= endpoints[second].InFlight ? first : second;
        var now = Environment.TickCount64;
        if (Tried(tried, chosen) || endpoints[chosen].IsAvoided(now))
        {
            chosen = FirstUsable(endpoints, first, tried, now);
            if (chosen < 0)
            {
                return null;
            }
        }

        tried |= chosen < 64 ? 1UL << chosen : 0;
        return endpoints[chosen];
    }

    /// <summary>A failed connection or, with a circuit breaker, a failed exchange.</summary>
    public static void NoteFailure(BackendView view, UpstreamEndpoint endpoint, bool connecting)
    {
        var failures = endpoint.NoteFailure();
        if (connecting)
        {
            endpoint.Avoid(ProxyDefaults.EndpointPenalty);
        }

        if (view.Config.CircuitBreaker is not { ConsecutiveFailures: { } limit } breaker || failures < limit)
        {
            return;
        }

        var now = Environment.TickCount64;
        var ejected = view.Endpoints.Count(other => other.IsAvoided(now));
        if ((ejected + 1) * 100 <= breaker.MaxEjectionPercent * view.Endpoints.Length)
        {
            endpoint.Avoid(breaker.EjectionTime);
        }
    }

    private static int FirstUsable(ImmutableArray<UpstreamEndpoint> endpoints, int from, ulong tried, long now)
    {
        var fallback = -1;
        for (var i = 0; i < endpoints.Length; i++)
        {
            var index = (from + i) % endpoints.Length;
            if (Tried(tried, index))
            {
                continue;
            }

            if (!endpoints[index].IsAvoided(now))
            {
                return index;
            }

            fallback = fallback < 0 ? index : fallback;
        }

        return fallback;
    }

    private static bool Tried(ulong tried, int index) => index < 64 && (tried & (1UL << index)) != 0;

    private static uint NextRandom()
    {
        var x = _random;
        if (x == 0)
        {
            x = (uint)Environment.CurrentManagedThreadId * 2654435761u;
            x = x == 0 ? 1 : x;
        }

        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        _random = x;
        return x;
    }
}
