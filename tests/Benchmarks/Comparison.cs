using System.Net;
using Sluice.Benchmarks.Contenders;
using Sluice.Benchmarks.Load;

namespace Sluice.Benchmarks;

/// <summary>
/// Runs every contender once per round, one after the other, against one upstream. Proxies have half of the CPUs for themselves, upstream
/// and load generator the other half. Prints medians, and medians of the ratios to nginx within a round.
/// </summary>
internal static class Comparison
{
    private static readonly IPEndPoint UpstreamAddress = IPEndPoint.Parse("127.77.0.1:9000");

    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        if (BenchProcess.Find(LoadGenerator.Program(options.Protocol)) is null)
        {
            Console.Error.WriteLine($"The comparison needs {LoadGenerator.Program(options.Protocol)}: apt install {LoadGenerator.Package(options.Protocol)}");
            return 1;
        }

        var chosen = ContenderList.All.Where(contender => options.Only.Count == 0 || options.Only.Contains(contender.Name)).ToList();
        var absent = chosen.Where(contender => contender.Package is { } package && BenchProcess.Find(package) is null).ToList();
        foreach (var contender in absent)
        {
            Console.WriteLine($"{contender.Name} is not installed and left out: apt install {contender.Package}");
        }

        var present = chosen.Except(absent).ToList();
        var cores = Environment.ProcessorCount;
        var isPinned = cores > 1 && BenchProcess.Find("taskset") is not null;
        var (proxyCpus, otherCpus) = isPinned ? (Range(0, (cores / 2) - 1), Range(cores / 2, cores - 1)) : (null, null);
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        var certificate = options.Protocol == LoadProtocol.Http ? null : BenchCertificate.Make(folder);
        var running = new List<(Contender Contender, BenchProcess Process, IPEndPoint Address)>();
        using var upstream = BenchProcess.Dotnet("Sluice.Benchmarks", ["upstream", UpstreamAddress.ToString()], new() { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" });
        try
        {
            await upstream.AnswersAsync(UpstreamAddress);
            for (var i = 0; i < present.Count; i++)
            {
                var address = new IPEndPoint(new IPAddress([127, 77, 0, (byte)(10 + i)]), 8080);
                var process = present[i].Start(new ContenderSetting(address, UpstreamAddress, Math.Max(1, cores / 2), Path.Combine(folder, $"c{i}"), 1, certificate));
                running.Add((present[i], process, address));
                await process.AnswersAsync(address, certificate is not null);
                if (proxyCpus is not null)
                {
                    process.Pin(proxyCpus);
                }
            }

            if (otherCpus is not null)
            {
                upstream.Pin(otherCpus);
            }

            Console.WriteLine($"{options.Protocol.ToString().ToLowerInvariant()}: {options.Rounds} rounds of {options.Seconds} s, {options.Connections} connections, {(isPinned ? $"proxies on CPU {proxyCpus}, upstream and load on CPU {otherCpus}" : "nothing pinned")}; load of the machine {LoadOfMachine()}");
            await Measure(running, options with { Rounds = 1, Seconds = Math.Min(3, options.Seconds) }, otherCpus);
            Print(await Measure(running, options, otherCpus));
            return 0;
        }
        finally
        {
            foreach (var (_, process, _) in running)
            {
                process.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, List<Sample>>> Measure(List<(Contender Contender, BenchProcess Process, IPEndPoint Address)> running, ComparisonOptions options, string? cpus)
    {
        var samples = running.ToDictionary(item => item.Contender.Name, _ => new List<Sample>());
        for (var round = 0; round < options.Rounds; round++)
        {
            // Everybody begins once.
            for (var i = 0; i < running.Count; i++)
            {
                var (contender, process, address) = running[(i + round) % running.Count];
                var before = process.Cpu;
                var load = await LoadGenerator.RunAsync(options.Protocol, address, options.Connections, options.Seconds, cpus);
                samples[contender.Name].Add(new Sample(load, (process.Cpu - before).TotalMicroseconds / Math.Max(1, load.Requests), process.ResidentBytes));
            }
        }

        return samples;
    }

    private static void Print(Dictionary<string, List<Sample>> samples)
    {
        samples.TryGetValue(ContenderList.Baseline, out var baseline);
        Console.WriteLine($"{"",-18}{"req/s",10}{"p50 ms",9}{"p99 ms",9}{"CPU µs/req",12}{"MiB",7}{"failed",8}   {"req/s",7}{"CPU",7}  (times nginx)");
        foreach (var (name, rounds) in samples)
        {
            var ratios = baseline is null
                ? ""
                : $"   {Median(rounds.Zip(baseline, (own, other) => own.Load.RequestsPerSecond / other.Load.RequestsPerSecond)),7:F2}{Median(rounds.Zip(baseline, (own, other) => own.CpuMicroseconds / other.CpuMicroseconds)),7:F2}";
            Console.WriteLine(
                $"{name,-18}{Median(rounds.Select(round => round.Load.RequestsPerSecond)),10:F0}{Median(rounds.Select(round => round.Load.Median.TotalMilliseconds)),9:F2}"
                + $"{Median(rounds.Select(round => round.Load.P99.TotalMilliseconds)),9:F2}{Median(rounds.Select(round => round.CpuMicroseconds)),12:F1}"
                + $"{Median(rounds.Select(round => round.ResidentBytes / 1048576d)),7:F0}{rounds.Sum(round => round.Load.Failures),8}{ratios}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static string Range(int from, int to) => from == to ? $"{from}" : $"{from}-{to}";

    private static string LoadOfMachine() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private sealed record Sample(LoadResult Load, double CpuMicroseconds, long ResidentBytes);
}
