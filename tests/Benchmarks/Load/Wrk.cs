using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sluice.Benchmarks.Load;

/// <summary>What a load generator saw.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="Requests">Answers in all.</param>
/// <param name="Median">Median latency.</param>
/// <param name="P99">99th percentile of the latency.</param>
/// <param name="Failures">Answers that were no 2xx, and socket errors.</param>
internal sealed record LoadResult(double RequestsPerSecond, long Requests, TimeSpan Median, TimeSpan P99, long Failures);

/// <summary>HTTP/1.1 keep-alive load by wrk.</summary>
internal static class Wrk
{
    public static async Task<LoadResult> RunAsync(IPEndPoint address, int connections, int seconds, string? cpus)
    {
        string[] command =
        [
            "wrk", "-t", "1", "-c", Number(connections), "-d", $"{seconds}s", "--latency",
            "-H", "Accept: text/html,application/json;q=0.9,*/*;q=0.8", "-H", "User-Agent: Mozilla/5.0 (bench)", $"http://{address}/productpage?u=normal",
        ];
        if (cpus is not null)
        {
            command = ["taskset", "-c", cpus, .. command];
        }

        using var wrk = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("wrk did not start.");
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return wrk.ExitCode == 0 ? Read(output) : throw new InvalidOperationException($"wrk ended with {wrk.ExitCode}:\n{output}");
    }

    internal static LoadResult Read(string output)
    {
        var lines = output.Split('\n').Select(line => line.Trim()).ToList();
        string After(string start) => lines.First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..].Trim();
        var failures = lines.Where(line => line.StartsWith("Non-2xx", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)).Sum()
            + lines.Where(line => line.StartsWith("Socket errors:", StringComparison.Ordinal))
                .SelectMany(line => line.Split(':')[1].Split(',')).Sum(part => long.Parse(part.Trim().Split(' ')[1], CultureInfo.InvariantCulture));
        var requests = long.Parse(lines.First(line => line.Contains(" requests in ", StringComparison.Ordinal)).Split(' ')[0], CultureInfo.InvariantCulture);
        return new(double.Parse(After("Requests/sec:"), CultureInfo.InvariantCulture), requests, Time(After("50%")), Time(After("99%")), failures);
    }

    private static TimeSpan Time(string text) =>
        text.EndsWith("us", StringComparison.Ordinal) ? TimeSpan.FromMicroseconds(double.Parse(text[..^2], CultureInfo.InvariantCulture))
        : text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(double.Parse(text[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(double.Parse(text[..^1], CultureInfo.InvariantCulture));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
