using System.Diagnostics;
using Sluice.Engine.Events;
using Sluice.Engine.Projects;

namespace Sluice.Engine.Hosting;

/// <summary>How a program is started.</summary>
internal sealed record ProgramCommand(string File, IReadOnlyList<string> Arguments);

/// <summary>Where a program's source is.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="EntryFile">The project file, where one is named.</param>
/// <param name="Binary">What is started without a build, where that is named.</param>
/// <param name="Executor">What stands in for <c>dotnet</c>.</param>
internal sealed record ProgramSource(string Folder, string? EntryFile, string? Binary, string? Executor)
{
    public static ProgramSource Of(ProjectFile project) => new(project.ProgramFolder, project.EntryFile, project.Binary, project.Executor);
}

/// <summary>Builds a .NET program once and says how it is started.</summary>
internal static class ProgramBuild
{
    private const int ShownErrors = 20;

    /// <param name="source">The program.</param>
    /// <param name="configuration">The build configuration.</param>
    /// <param name="build">Whether to build, or to trust what is there.</param>
    /// <param name="events">Takes the lines of a failed build.</param>
    /// <param name="cancellation">Stops the build.</param>
    /// <exception cref="EngineException">The program does not compile.</exception>
    public static async Task<ProgramCommand> PrepareAsync(ProgramSource source, string configuration, ProgramBuildMode build, IEventSink events, CancellationToken cancellation)
    {
        var dotnet = source.Executor ?? "dotnet";
        if (source.Binary is { } binary)
        {
            var path = Path.GetFullPath(Path.Combine(source.Folder, binary));
            return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new ProgramCommand(dotnet, [path]) : new ProgramCommand(path, []);
        }

        var target = source.EntryFile ?? Directory.EnumerateFiles(source.Folder, "*.*proj").Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new EngineException($"{source.Folder} holds no project file (*.csproj). Check 'main' in {ProjectFile.FileName}.");
        List<string> arguments = build == ProgramBuildMode.Build
            ? ["build", target, "-c", configuration, "-nologo", "-v", "quiet", "-clp:NoSummary", "-getProperty:TargetPath", "-t:Build", "-nodeReuse:false", "-p:UseSharedCompilation=false"]
            : ["msbuild", target, $"-p:Configuration={configuration}", "-nologo", "-getProperty:TargetPath"];
        var lines = new List<string>();
        var exit = await ChildProcess.RunAsync(dotnet, arguments, source.Folder, line => lines.Add(line), cancellation);
        var dll = lines.LastOrDefault(static l => l.Trim().EndsWith(".dll", StringComparison.OrdinalIgnoreCase))?.Trim();
        if (exit != 0 || dll is null || !File.Exists(dll))
        {
            throw Failed(target, lines, events, dll);
        }

        return new ProgramCommand(dotnet, [dll]);
    }

    private static EngineException Failed(string target, List<string> lines, IEventSink events, string? dll)
    {
        var errors = lines.Where(static l => l.Contains("error ", StringComparison.Ordinal)).Select(static l => l.Trim()).Distinct(StringComparer.Ordinal).ToList();
        foreach (var line in errors.Count > 0 ? errors.Take(ShownErrors) : lines.TakeLast(ShownErrors))
        {
            events.Publish(new EngineEvent.ProgramOutput(line, true));
        }

        var why = errors.Count > 0 ? $"{errors.Count} error(s), listed above" : dll is null ? "the build gave no output path" : $"'{dll}' does not exist; run without --no-build";
        return new EngineException($"The program {target} does not compile: {why}. Nothing was deployed. Fix the errors and run again.");
    }
}

internal enum ProgramBuildMode
{
    Build,
    Trust,
}

/// <summary>Runs a helper process to its end.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string file, IReadOnlyList<string> arguments, string folder, Action<string> line, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var gate = new Lock();
        void Take(string? text)
        {
            if (text is not null)
            {
                lock (gate)
                {
                    line(text);
                }
            }
        }

        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EngineException($"'{file}' cannot be started: {e.Message}. Install the .NET SDK 10 and put it on the PATH.", e);
        }

        OwnedProcesses.Add(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ExitAsync(process, cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            OwnedProcesses.Remove(process);
        }

        return process.ExitCode;
    }

    /// <summary>
    /// Waits for the process itself. Build servers it started may keep its output open for minutes, so that the end of the output is
    /// waited for only briefly.
    /// </summary>
    private static async Task ExitAsync(Process process, CancellationToken cancellation)
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult();
        if (process.HasExited)
        {
            exited.TrySetResult();
        }

        await exited.Task.WaitAsync(cancellation);
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        drained.CancelAfter(DrainTime);
        try
        {
            await process.WaitForExitAsync(drained.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Somebody else holds the pipe.
        }
    }
}
