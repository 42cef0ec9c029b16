using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Tests.Support;

/// <summary>A proxy on a loopback address of its own, so that tests use real port numbers and never collide.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private static int _next;
    private readonly LogTarget _log;

    private TestProxy(IPAddress address, ProxyServer server, LogTarget log)
    {
        Address = address;
        Server = server;
        _log = log;
    }

    public IPAddress Address { get; }

    public ProxyServer Server { get; }

    public static async Task<TestProxy> StartAsync(RoutingSnapshot snapshot, Func<ProxyOptions, ProxyOptions>? configure = null)
    {
        var number = Interlocked.Increment(ref _next);
        var address = new IPAddress([127, 81, (byte)(number >> 8), (byte)number]);
        var log = new LogTarget();
        var options = new ProxyOptions { BindAddress = address, AccessLogTarget = log, RandomSeed = 1, DrainTime = TimeSpan.FromSeconds(5) };
        var server = new ProxyServer(configure?.Invoke(options) ?? options, NullLoggerFactory.Instance);
        await server.StartAsync();
        var proxy = new TestProxy(address, server, log);
        var result = await server.ApplyAsync(snapshot);
        Assert.Empty(result.BindFailures);
        return proxy;
    }

    /// <summary>The access log, once it has so many lines: a line is written after its answer.</summary>
    public Task<string> LogAsync(int lines = 1) => _log.WaitAsync(lines);

    public async Task<RawClient> ConnectAsync(int port = 80)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address, port);
        return new RawClient(socket, new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>A client that reaches the proxy whatever the host name of the URI is.</summary>
    public HttpClient Client(Version? version = null, Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(Address, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        configure?.Invoke(handler);
        return new HttpClient(handler)
        {
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private sealed class LogTarget : MemoryStream
    {
        private readonly Lock _lock = new();
        private readonly StringBuilder _text = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_lock)
            {
                _text.Append(Encoding.UTF8.GetString(buffer.Span));
                _changed.SetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return default;
        }

        public async Task<string> WaitAsync(int lines)
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    var text = _text.ToString();
                    if (text.Count(c => c == '\n') >= lines)
                    {
                        return text;
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(TimeSpan.FromSeconds(20));
            }
        }
    }
}

/// <summary>Sends exactly the given bytes and reads exactly what comes back.</summary>
internal sealed class RawClient(Socket socket, Stream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Socket Socket { get; } = socket;

    public Stream Stream { get; } = stream;

    public async Task SendAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Everything until the other side closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // A reset is an end too; tests that care look at the bytes.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Reads until the text ends with the given one.</summary>
    public async Task<string> ReadUntilAsync(string ending)
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith(ending, StringComparison.Ordinal))
        {
            if (await Stream.ReadAsync(buffer, patience.Token) == 0)
            {
                throw new EndOfStreamException($"Closed after: {text}");
            }

            text.Append((char)buffer[0]);
        }

        return text.ToString();
    }

    /// <summary>One response whose body has a Content-Length or none.</summary>
    public async Task<(string Head, string Body)> ReadResponseAsync()
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (line is null)
        {
            return (head, "");
        }

        var body = new byte[int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        using var patience = new CancellationTokenSource(Patience);
        await Stream.ReadExactlyAsync(body, patience.Token);
        return (head, Encoding.Latin1.GetString(body));
    }

    public void Dispose() => Stream.Dispose();
}
