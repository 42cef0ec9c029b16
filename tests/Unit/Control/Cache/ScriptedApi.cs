using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Sluice.Control.Kubernetes;

namespace Sluice.Control.Tests.Cache;

/// <summary>An API server that answers as a test tells it to, request by request.</summary>
internal sealed class ScriptedApi : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpResponseMessage>> _answers = new();
    private readonly SemaphoreSlim _scripted = new(0);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly SemaphoreSlim _requested = new(0);

    public KubernetesApi Api => ApiAt(TimeProvider.System);

    /// <summary>The same by a clock of the test's.</summary>
    public KubernetesApi ApiAt(TimeProvider time) => new(KubernetesConnection.Over(this, new Uri("https://scripted.invalid/")), time);

    public void Answer(string json, HttpStatusCode code = HttpStatusCode.OK) =>
        Enqueue(() => new HttpResponseMessage(code) { Content = new StringContent(json, Encoding.UTF8, "application/json") });

    public void Fail(Exception problem) => Enqueue(() => throw problem);

    public WatchStream Watch()
    {
        var stream = new WatchStream();
        Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream.Reader) });
        return stream;
    }

    /// <summary>The next request's path and query, in order of arrival.</summary>
    public async Task<string> NextRequestAsync()
    {
        Assert.True(await _requested.WaitAsync(TimeSpan.FromSeconds(20)), "No request came within 20 seconds.");
        Assert.True(_requests.TryDequeue(out var request));
        return request;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request.RequestUri!.PathAndQuery);
        _requested.Release();
        await _scripted.WaitAsync(cancellationToken);
        Assert.True(_answers.TryDequeue(out var answer));
        return answer();
    }

    private void Enqueue(Func<HttpResponseMessage> answer)
    {
        _answers.Enqueue(answer);
        _scripted.Release();
    }

    /// <summary>The body of a watch, written by the test.</summary>
    internal sealed class WatchStream
    {
        private readonly Pipe _pipe = new();

        public Stream Reader => _pipe.Reader.AsStream();

        public async Task SendAsync(string type, string item) =>
            await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":{{item}}}""" + "\n"));

        public Task EndAsync(Exception? problem = null) => _pipe.Writer.CompleteAsync(problem).AsTask();
    }
}
