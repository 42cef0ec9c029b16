using System.Diagnostics;
using System.Net;
using Sluice.Benchmarks.Contenders;

namespace Sluice.Benchmarks;

/// <summary>What a proxy costs before it has served anything: there is one process for every Gateway.</summary>
internal static class StartCost
{
    private const int Runs = 5;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        var address = IPEndPoint.Parse("127.77.0.50:8080");
        var samples = new List<(double Wall, double Cpu, double MiB)>();
        try
        {
            for (var i = 0; i < Runs; i++)
            {
                var clock = Stopwatch.StartNew();
                using var process = ContenderList.All[0].Start(new ContenderSetting(address, IPEndPoint.Parse("127.77.0.1:9000"), 1, folder, 1));
                await process.AnswersAsync(new IPEndPoint(address.Address, 15021), path: "/readyz");
                samples.Add((clock.Elapsed.TotalSeconds, process.Cpu.TotalSeconds, process.ResidentBytes / 1048576d));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine($"Until ready, least of {Runs}: {samples.Min(sample => sample.Wall):F2} s, {samples.Min(sample => sample.Cpu):F2} s of CPU, {samples.Min(sample => sample.MiB):F0} MiB resident");
        return 0;
    }
}
