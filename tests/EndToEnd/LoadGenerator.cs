using System.Collections.Concurrent;

namespace Sluice.EndToEnd.Tests;

/// <summary>A request that was not answered as expected.</summary>
/// <param name="Started">When it was sent.</param>
/// <param name="What">Its status or error.</param>
internal sealed record FailedRequest(DateTime Started, string What);

/// <summary>Sends requests over kept connections without a pause until it is stopped, and counts what was not as expected.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _timeout;
    private readonly Task _work;
    private long _requests;

    /// <param name="target">What is asked for.</param>
    /// <param name="connections">How many clients ask at a time.</param>
    /// <param name="reconnect">Every request on a connection of its own.</param>
    /// <param name="timeout">When a request counts as lost; 10 seconds if null.</param>
    public LoadGenerator(Uri target, int connections = 4, bool reconnect = false, TimeSpan? timeout = null)
    {
        _timeout = timeout ?? TimeSpan.FromSeconds(10);
        _work = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(target, reconnect))));
    }

    public long Requests => Interlocked.Read(ref _requests);

    public ConcurrentQueue<FailedRequest> Failures { get; } = new();

    /// <summary>Until so many more requests have been answered.</summary>
    public async Task MoreAsync(int requests)
    {
        var goal = Requests + requests;
        await TestKit.Eventually.HoldsAsync($"{requests} more requests", TimeSpan.FromMinutes(1), () => Task.FromResult(Requests >= goal ? null : $"{goal - Requests} are missing"));
    }

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

    private async Task SendAsync(Uri target, bool reconnect)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 }) { Timeout = _timeout };
        client.DefaultRequestHeaders.ConnectionClose = reconnect ? true : null;
        while (!_stop.IsCancellationRequested)
        {
            var started = DateTime.UtcNow;
            try
            {
                using var response = await client.GetAsync(target);
                if (!response.IsSuccessStatusCode)
                {
                    Failures.Enqueue(new FailedRequest(started, $"status {(int)response.StatusCode}"));
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                Failures.Enqueue(new FailedRequest(started, exception.Message));
            }

            Interlocked.Increment(ref _requests);
        }
    }
}
