using System.Diagnostics;
using System.Net;

namespace Sluice.Benchmarks.Load;

/// <summary>A program that sends requests as fast as they are answered, one CPU's worth.</summary>
internal static class LoadGenerator
{
    /// <summary>The program, which is also the name of its package (h2load: nghttp2-client).</summary>
    public static string Program(LoadProtocol protocol) => protocol == LoadProtocol.H2 ? "h2load" : "wrk";

    public static string Package(LoadProtocol protocol) => protocol == LoadProtocol.H2 ? "nghttp2-client" : "wrk";

    /// <param name="cpus">The CPUs it may use; null for all.</param>
    public static Task<LoadResult> RunAsync(LoadProtocol protocol, IPEndPoint address, int connections, int seconds, string? cpus) => protocol switch
    {
        LoadProtocol.H2 => H2Load.RunAsync(address, connections, seconds, cpus),
        _ => Wrk.RunAsync(protocol == LoadProtocol.Https ? "https" : "http", address, connections, seconds, cpus),
    };

    internal static async Task<string> OutputAsync(string? cpus, string[] command)
    {
        string[] pinned = cpus is null ? command : ["taskset", "-c", cpus, .. command];
        using var process = Process.Start(new ProcessStartInfo(pinned[0], pinned[1..]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}:\n{output}");
    }
}
