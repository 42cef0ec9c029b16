using System.Collections.Concurrent;

namespace Sluice.EndToEnd.Tests;

/// <summary>Sends requests over kept connections without a pause until it is stopped, and counts what was not as expected.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private const int Connections = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private long _requests;

    public LoadGenerator(Uri target)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections }) { Timeout = TimeSpan.FromSeconds(10) };
        _work = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => SendAsync(client, target))));
    }

    public long Requests => Interlocked.Read(ref _requests);

    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>Ends the load; every request under way is waited for and counted.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SendAsync(HttpClient client, Uri target)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(target);
                if (!response.IsSuccessStatusCode)
                {
                    Failures.Enqueue($"status {(int)response.StatusCode}");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                Failures.Enqueue(exception.Message);
            }

            Interlocked.Increment(ref _requests);
        }
    }
}
