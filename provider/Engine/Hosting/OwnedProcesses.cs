using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Sluice.Engine.Hosting;

/// <summary>The programs and plugins this process started: however it exits, they end with it, since nobody else would stop them.</summary>
internal static class OwnedProcesses
{
    private static readonly ConcurrentDictionary<Process, byte> Running = new();

    static OwnedProcesses() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndAll();

    public static void Add(Process process) => Running[process] = 0;

    /// <summary>To be called before the process is disposed.</summary>
    public static void Remove(Process process) => Running.TryRemove(process, out _);

    private static void EndAll()
    {
        foreach (var process in Running.Keys)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It ended by itself a moment ago.
            }
        }
    }
}
