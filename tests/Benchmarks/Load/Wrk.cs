using System.Globalization;
using System.Net;

namespace Sluice.Benchmarks.Load;

/// <summary>HTTP/1.1 keep-alive load by wrk, in clear text or over TLS.</summary>
internal static class Wrk
{
    public static async Task<LoadResult> RunAsync(string scheme, IPEndPoint address, int connections, int seconds, string? cpus) => Read(await LoadGenerator.OutputAsync(
        cpus,
        [
            "wrk", "-t", "1", "-c", Number(connections), "-d", $"{seconds}s", "--latency",
            "-H", "Accept: text/html,application/json;q=0.9,*/*;q=0.8", "-H", "User-Agent: Mozilla/5.0 (bench)", $"{scheme}://{address}/productpage?u=normal",
        ]));

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
