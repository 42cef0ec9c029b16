using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.TestKit;

namespace Sluice.Benchmarks;

/// <summary>A program under measurement, with the processes it starts itself.</summary>
internal sealed class BenchProcess : IDisposable
{
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private BenchProcess(string file, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>CPU time used so far, of the program and its children.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(Family().Sum(CpuSeconds));

    /// <summary>Resident memory in bytes, of the program and its children.</summary>
    public long ResidentBytes => Family().Sum(id => Field($"/proc/{id}/status", "VmRSS:") * 1024);

    /// <summary>A .NET program that was built beside this one.</summary>
    public static BenchProcess Dotnet(string assembly, IEnumerable<string> arguments, Dictionary<string, string> environment) =>
        new("dotnet", [BuildOutput.Assembly(assembly), .. arguments], environment);

    /// <summary>A program that reads a configuration file.</summary>
    public static BenchProcess Configured(
        string program, string folder, string file, string text, Func<string, string[]> arguments, Dictionary<string, string>? environment = null)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, text);
        return new BenchProcess(Find(program) ?? throw new InvalidOperationException($"{program} is not installed."), arguments(path), environment ?? []);
    }

    /// <summary>The path of an installed program; null where there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Keeps the program, with all its threads and children, on these CPUs.</summary>
    public void Pin(string cpus)
    {
        if (Find("taskset") is not { } taskset)
        {
            return;
        }

        foreach (var id in Family())
        {
            using var pin = Process.Start(new ProcessStartInfo(taskset, ["-a", "-p", "-c", cpus, id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true });
            pin?.WaitForExit();
        }
    }

    /// <summary>Waits until it answers an HTTP request.</summary>
    public async Task AnswersAsync(IPEndPoint address, bool isTls = false, string path = "/")
    {
        using var limit = new CancellationTokenSource(StartLimit);
        // What answers is what was just started here.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"{(isTls ? "https" : "http")}://{address}{path}"), limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or SocketException && !_process.HasExited)
            {
                // Not yet.
            }

            await Task.Delay(10, limit.Token);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private IEnumerable<int> Family()
    {
        yield return _process.Id;
        var children = $"/proc/{_process.Id}/task/{_process.Id}/children";
        foreach (var child in File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            yield return int.Parse(child, CultureInfo.InvariantCulture);
        }
    }

    // Fields 14 and 15 of stat (utime, stime), counted behind the name, which may hold spaces.
    private static double CpuSeconds(int id)
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long Field(string path, string name) =>
        File.ReadLines(path).Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)).FirstOrDefault();
}
