using System.Diagnostics;
using System.Net;
using Sluice.Benchmarks.Contenders;
using Sluice.Routing.Matching;

namespace Sluice.Benchmarks.InProcess;

/// <summary>The time to find a route must not depend on their number.</summary>
internal static class RouteScaling
{
    private const int Lookups = 2_000_000;
    private const int Rounds = 5;

    public static void Run()
    {
        Console.WriteLine($"Finding a route, least of {Rounds} rounds of {Lookups:N0}:");
        double one = 0;
        foreach (var routes in new[] { 1, 100, 10_000 })
        {
            var compiled = CompiledSnapshot.Compile(BenchSnapshots.Of(80, IPEndPoint.Parse("127.0.0.1:1"), routes), CompiledSnapshot.Empty, seed: 1);
            var listener = compiled.Port(80, isUdp: false)!.ForHost("shop.example.com"u8)!;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var best = Enumerable.Range(0, Rounds).Min(_ => Measure(listener));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            one = one == 0 ? best : one;
            Console.WriteLine($"{routes,8:N0} routes: {best,6:F1} ns per lookup, {best / one,5:F2} times one route, {allocated / (double)(Rounds * Lookups):F2} bytes allocated");
        }
    }

    private static double Measure(CompiledListener listener)
    {
        ReadOnlySpan<byte> bytes = "GET/productpageshop.example.com"u8;
        var head = new RequestHead { Bytes = bytes, Method = bytes[..3], Path = bytes[3..15], Query = default, Host = bytes[15..], Headers = [] };
        var clock = Stopwatch.GetTimestamp();
        for (var i = 0; i < Lookups; i++)
        {
            if (listener.Match(head).Rule is null)
            {
                throw new InvalidOperationException("No route.");
            }
        }

        return Stopwatch.GetElapsedTime(clock).TotalNanoseconds / Lookups;
    }
}
