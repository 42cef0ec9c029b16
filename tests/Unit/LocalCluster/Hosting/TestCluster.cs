using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.Tests.Hosting;

/// <summary>A whole local cluster on a block of its own, with the test program as image <c>example/tool</c>.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>A hang guard: ten times what anything here takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestCluster(LocalClusterHost host, string folder, MemoryLog log)
    {
        Host = host;
        Folder = folder;
        Log = log;
        Kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(host.KubeconfigPath));
        Api = new ApiClient(Kubernetes, "test");
    }

    public LocalClusterHost Host { get; }

    public string Folder { get; }

    public MemoryLog Log { get; }

    public Kubernetes Kubernetes { get; }

    public ApiClient Api { get; }

    public ClusterCaches Caches => Host.Runtime.Caches;

    public static string PodProgram => typeof(TestCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PodProgram").Value!;

    /// <summary>Starts a cluster; with the folder of an earlier one, on its state.</summary>
    /// <param name="folder">The state folder; null makes one.</param>
    /// <param name="linger">How long the servers of <c>example/tool</c> go on when they are asked to end; zero if not given.</param>
    public static async Task<TestCluster> StartAsync(string? folder = null, TimeSpan linger = default)
    {
        folder ??= Directory.CreateTempSubdirectory("sluice-cluster-").FullName;
        string catalog = Path.Combine(folder, "images.json");
        var images = new JsonObject
        {
            ["images"] = new JsonObject
            {
                ["example/tool"] = new JsonObject
                {
                    ["command"] = new JsonArray("dotnet", PodProgram),
                    ["args"] = new JsonArray("sleep"),
                    ["env"] = new JsonObject { ["FROM_IMAGE"] = "yes", ["DOTNET_TieredPGO"] = "0", ["LINGER"] = linger.TotalMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                },
                ["example/shell"] = new JsonObject { ["command"] = new JsonArray("/bin/sh") },
            },
        };
        await File.WriteAllTextAsync(catalog, images.ToJsonString());
        var log = new MemoryLog();
        ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        var options = new LocalClusterOptions { StateFolder = folder, Catalogs = [catalog], Logging = logging };
        return new TestCluster(await LocalClusterHost.StartAsync(options), folder, log);
    }

    public async Task<string> NamespaceAsync(string name)
    {
        await Api.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, default);
        await UntilAsync(Caches.ServiceAccounts, a => a.Metadata.NamespaceProperty == name && a.Metadata.Name == "default");
        return name;
    }

    public V1Pod Pod(string ns, string app) => Caches.Pods.In(ns).Single(p => p.Metadata.Labels?["app"] == app);

    public Task<V1Pod> RunningAsync(string ns, string name) =>
        UntilAsync(Caches.Pods, p => p.Metadata.NamespaceProperty == ns && p.Metadata.Name == name && PodState.IsReady(p));

    public Task<V1Pod> PodAsync(string ns, string name, string spec) => CreateAsync<V1Pod>(
        $$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{{name}}}, namespace: {{{ns}}}, labels: {app: {{{name}}} }}
        spec:
          terminationGracePeriodSeconds: 2
          automountServiceAccountToken: false
        {{{Indented(spec)}}}
        """);

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(l => "  " + l));

    public Task<T> CreateAsync<T>(string yaml)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Api.CreateAsync(KubernetesYaml.Deserialize<T>(yaml), default);

    /// <summary>Waits until the cache holds an object for which the condition is true.</summary>
    public async Task<T> UntilAsync<T>(ResourceCache<T> cache, Func<T, bool> condition)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T? last = null;
        cache.OnChange(change =>
        {
            if (change.New is not { } item)
            {
                return;
            }

            last = item;
            if (condition(item))
            {
                found.TrySetResult(item);
            }
        });
        try
        {
            return await found.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not reached. Last seen: {(last is null ? "nothing" : KubernetesJson.Serialize(last))}\n{Pods()}\n{Log}");
        }
    }

    public async Task GoneAsync<T>(ResourceCache<T> cache, ObjectKey key)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cache.OnChange(change =>
        {
            if (change.New is null && ObjectKey.Of(change.Old!) == key)
            {
                gone.TrySetResult();
            }
        });
        if (cache.Find(key) is not null)
        {
            await gone.Task.WaitAsync(Patience);
        }
    }

    /// <summary>All pods with their newest output, for the message of a test that fails.</summary>
    private string Pods() => string.Join('\n', Caches.Pods.All.Select(p =>
    {
        string folder = Path.Combine(Folder, "node", "pods", p.Metadata.Uid, "containers");
        IEnumerable<string> logs = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories) : [];
        return $"{p.Metadata.Name}: {KubernetesJson.Serialize(p.Status)}\n{string.Join('\n', logs.Select(File.ReadAllText))}";
    }));

    /// <summary>One GET on a connection of its own. Refused connections are tried again for a while: the news of an endpoint takes its time.</summary>
    public static async Task<string> GetAsync(string host, int port, string path)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                return await client.GetStringAsync(new Uri($"http://{host}:{port}{path}"), limit.Token);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError && !limit.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
    }

    /// <summary>Leaves the state folder and the pods as a killed cluster would.</summary>
    public async Task CrashAsync()
    {
        Kubernetes.Dispose();
        await Host.DetachAsync();
    }

    /// <summary>Stops in good order but keeps the state folder.</summary>
    public async Task StopAsync()
    {
        Kubernetes.Dispose();
        await Host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Kubernetes.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Keeps what was logged, for the message of a test that fails.</summary>
internal sealed class MemoryLog : ILoggerProvider, ILogger
{
    private readonly StringBuilder _text = new();

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Sluice", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_text)
        {
            _text.Append(DateTime.UtcNow.ToString("HH:mm:ss.fff ", System.Globalization.CultureInfo.InvariantCulture)).Append(logLevel).Append(' ').Append(formatter(state, exception)).Append('\n');
            if (exception is not null)
            {
                _text.Append(exception).Append('\n');
            }
        }
    }

    public void Dispose()
    {
        // Nothing to let go of.
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.Length > 20_000 ? _text.ToString(_text.Length - 20_000, 20_000) : _text.ToString();
        }
    }
}
