using System.Collections.Immutable;

namespace Sluice.Routing.Matching;

/// <summary>
/// Chooses by weight with a low-discrepancy sequence: any run of n choices deviates from the exact shares by far less than random
/// draws would (a 50/50 split of 1,000 is off by a few at most), without a lock and without bursts to one side.
/// </summary>
public sealed class WeightedChoice
{
    // 2^64 divided by the golden ratio: successive multiples spread evenly over the range (Weyl sequence).
    private const ulong GoldenStep = 0x9E3779B97F4A7C15;

    private readonly ulong[] _upperBounds;
    private readonly ulong _sum;
    private ulong _position;

    /// <param name="weights">Each 0 or more.</param>
    /// <param name="seed">Where the sequence starts, so that several proxies do not step in unison.</param>
    public WeightedChoice(ImmutableArray<int> weights, ulong seed)
    {
        _upperBounds = new ulong[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            _sum += (ulong)weights[i];
            _upperBounds[i] = _sum;
        }

        _position = seed;
    }

    /// <summary>The index of the chosen entry, or -1 where the weights sum to 0. Thread-safe.</summary>
    public int Next()
    {
        if (_sum == 0)
        {
            return -1;
        }

        if (_upperBounds.Length == 1)
        {
            return 0;
        }

        var fraction = Interlocked.Add(ref _position, GoldenStep);
        var point = (ulong)(((UInt128)fraction * _sum) >> 64);
        for (var i = 0; i < _upperBounds.Length; i++)
        {
            if (point < _upperBounds[i])
            {
                return i;
            }
        }

        return _upperBounds.Length - 1;
    }
}
