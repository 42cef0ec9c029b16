using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace Sluice.Control.Kubernetes;

/// <summary>How the API server is reached: from inside a pod by its service account, or from outside by a kubeconfig.</summary>
public sealed class KubernetesConnection : IDisposable
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private readonly IDisposable? _owner;

    private KubernetesConnection(HttpClient http, Uri server, string? @namespace, IDisposable? owner)
    {
        Http = http;
        Server = server;
        Namespace = @namespace;
        _owner = owner;
    }

    public Uri Server { get; }

    /// <summary>The namespace of the pod or context.</summary>
    public string? Namespace { get; }

    internal HttpClient Http { get; }

    /// <summary>By the environment and the files that Kubernetes gives every pod.</summary>
    /// <param name="podRoot">Prefix of mounted paths: empty in a container.</param>
    /// <exception cref="InvalidOperationException">This process does not run in a pod.</exception>
    public static KubernetesConnection InPod(string podRoot)
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new InvalidOperationException(
                "KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set, so this is not a pod. Outside of one, use --kubeconfig FILE.");
        }

        var folder = podRoot + ServiceAccountFolder;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(Path.Combine(folder, "ca.crt"));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);

        var server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}/");
        var handler = NewHandler();
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        var http = NewClient(new ServiceAccountTokenHandler(Path.Combine(folder, "token"), handler), server);
        var namespaceFile = Path.Combine(folder, "namespace");
        return new KubernetesConnection(http, server, File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : null, null);
    }

    /// <summary>By a kubeconfig file, for development.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Null: its current context.</param>
    public static KubernetesConnection FromKubeconfig(string path, string? context = null)
    {
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(path, context);
        var client = new k8s.Kubernetes(config);
        client.HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        client.HttpClient.BaseAddress = client.BaseUri;
        if (config.AccessToken is { Length: > 0 } token)
        {
            client.HttpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return new KubernetesConnection(client.HttpClient, client.BaseUri, config.Namespace, client);
    }

    public void Dispose()
    {
        Http.Dispose();
        _owner?.Dispose();
    }

    internal static KubernetesConnection Over(HttpMessageHandler handler, Uri server) => new(NewClient(handler, server), server, null, null);

    private static SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        // A watch is silent for long; only pings tell a quiet server from a dead connection.
        KeepAlivePingDelay = TimeSpan.FromSeconds(15),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        AutomaticDecompression = System.Net.DecompressionMethods.GZip,
    };

    private static HttpClient NewClient(HttpMessageHandler handler, Uri server) => new(handler)
    {
        BaseAddress = server,
        Timeout = Timeout.InfiniteTimeSpan,
        // All watches and writes share one connection.
        DefaultRequestVersion = new Version(2, 0),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    /// <summary>The kubelet renews the token file; it is read again now and then, as clients are asked to.</summary>
    private sealed class ServiceAccountTokenHandler(string path, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
        private volatile Token? _token;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var token = _token;
            if (token is null || TimeProvider.System.GetElapsedTime(token.ReadAt) > MaxAge)
            {
                _token = token = new Token(File.ReadAllText(path).Trim(), TimeProvider.System.GetTimestamp());
            }

            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            return base.SendAsync(request, cancellationToken);
        }

        private sealed record Token(string Value, long ReadAt);
    }
}
