using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sluice.Control.Cache;
using Sluice.GatewayApi;

namespace Sluice.Control.Tests.Cache;

public sealed class ReflectorTests : IAsyncDisposable
{
    private readonly ScriptedApi _api = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly WarningCounter _log = new();
    private readonly List<CacheChange> _changes = [];
    private readonly Reflector<HTTPRoute> _reflector;
    private readonly Task _running;

    public ReflectorTests()
    {
        var settings = new ReflectorSettings { Time = _time, Jitter = () => 0.5, PageSize = 2, MinBackoff = TimeSpan.FromSeconds(1) };
        _reflector = new Reflector<HTTPRoute>(_api.Api, WatchedKinds.HttpRoutes, settings, OnChanged, _log);
        _running = _reflector.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _api.Dispose();
    }

    [Fact]
    public async Task List_InPages_FillsTheStoreAndWatchesFromItsVersion()
    {
        _api.Answer(List("7", [Route("a", 1), Route("b", 2)], next: "more/="));
        _api.Answer(List("7", [Route("c", 3)]));
        _api.Watch();

        Assert.Equal("/apis/gateway.networking.k8s.io/v1/httproutes?limit=2", await _api.NextRequestAsync());
        Assert.Equal("/apis/gateway.networking.k8s.io/v1/httproutes?limit=2&continue=more%2F%3D", await _api.NextRequestAsync());
        Assert.Equal(
            "/apis/gateway.networking.k8s.io/v1/httproutes?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=450",
            await _api.NextRequestAsync());
        Assert.Equal(["a", "b", "c"], Names());
        Assert.True(_reflector.Status.Listed);
    }

    [Fact]
    public async Task Events_AddChangeAndRemove_AreInTheStore()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        var watch = _api.Watch();
        await watch.SendAsync("ADDED", Route("b", 2));
        await UntilAsync(() => Names().SequenceEqual(["a", "b"]));

        await watch.SendAsync("MODIFIED", Route("a", 3, generation: 2));
        await UntilAsync(() => Find("a")?.Metadata?.Generation == 2);

        await watch.SendAsync("DELETED", Route("b", 4));
        await UntilAsync(() => Names().SequenceEqual(["a"]));
    }

    [Fact]
    public async Task Event_ThatMovesOnlyStatus_CausesNoTranslation()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        var watch = _api.Watch();

        // Asked for the watch, it has told what the list brought.
        Assert.Contains("watch=true", await SkipAsync(1), StringComparison.Ordinal);
        lock (_changes)
        {
            _changes.Clear();
        }

        await watch.SendAsync("MODIFIED", Route("a", 2));
        await UntilAsync(() => Changes().Length > 0);
        Assert.Equal("2", Find("a")?.Metadata?.ResourceVersion);
        Assert.Equal([CacheChange.Status], Changes());
    }

    [Fact]
    public async Task Watch_ExpiredByEvent_ListsAgainAndRemovesWhatIsMissing()
    {
        _api.Answer(List("1", [Route("a", 1), Route("b", 1)]));
        var watch = _api.Watch();
        await watch.SendAsync("ERROR", """{"kind":"Status","status":"Failure","message":"too old resource version: 1 (9)","reason":"Expired","code":410}""");
        _api.Answer(List("9", [Route("b", 8)]));
        _api.Watch();

        await UntilAsync(() => Names().SequenceEqual(["b"]) && Find("b")?.Metadata?.ResourceVersion == "8");
        Assert.DoesNotContain("watch", await SkipAsync(2), StringComparison.Ordinal);
        Assert.Contains("resourceVersion=9", await _api.NextRequestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ExpiredByAnswer_ListsAgain()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        _api.Answer("""{"kind":"Status","status":"Failure","message":"gone","reason":"Gone","code":410}""", HttpStatusCode.Gone);
        _api.Answer(List("9", []));
        _api.Watch();

        await UntilAsync(() => Names().Length == 0);
        Assert.Contains("resourceVersion=9", await SkipAsync(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ThatExpiresRightAfterTheList_IsTriedEverMoreSeldom()
    {
        for (var i = 0; i < 3; i++)
        {
            _api.Answer(List("1", []));
            _api.Answer("""{"kind":"Status","status":"Failure","message":"too old resource version: 1 (9)","reason":"Expired","code":410}""", HttpStatusCode.Gone);
        }

        // The first time lists at once.
        await SkipAsync(3);
        await UntilAsync(() => _reflector.Status.Failures == 1);
        Assert.InRange(await WaitForRequestAsync(), 1.5, 60);
        await _api.NextRequestAsync();
        await UntilAsync(() => _reflector.Status.Failures == 2);
        Assert.Contains("too old", _reflector.Status.Error, StringComparison.Ordinal);
        Assert.InRange(await WaitForRequestAsync(), 3, 60);
        Assert.Equal(1, _log.Count);
    }

    [Fact]
    public async Task Watch_EndsAfterBookmark_GoesOnFromTheBookmark()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        var watch = _api.Watch();
        await watch.SendAsync("BOOKMARK", """{"kind":"HTTPRoute","metadata":{"resourceVersion":"500"}}""");
        await watch.EndAsync();
        _api.Watch();

        Assert.Contains("resourceVersion=500&", await SkipAsync(2), StringComparison.Ordinal);
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public async Task Watch_Breaks_GoesOnFromTheLastEventAfterABackoff()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        var watch = _api.Watch();
        await watch.SendAsync("ADDED", Route("b", 2));
        await UntilAsync(() => Names().Length == 2);
        await watch.EndAsync(new IOException("Connection reset."));
        await UntilAsync(() => _reflector.Status.Error == "Connection reset.");
        Assert.False(_reflector.Status.Connected);

        _api.Watch();
        await SkipAsync(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("resourceVersion=2&", await _api.NextRequestAsync(), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Names());
    }

    [Fact]
    public async Task Watch_ThatCannotBeOpened_IsTriedEverMoreSeldom_AndToldOfOnce()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        for (var i = 0; i < 4; i++)
        {
            _api.Fail(new HttpRequestException("Connection refused"));
        }

        var watch = _api.Watch();
        await SkipAsync(1);
        List<double> waits = [];
        for (var i = 0; i < 4; i++)
        {
            await UntilAsync(() => _reflector.Status.Failures == i + 1);
            waits.Add(await WaitForRequestAsync());
        }

        // 1, 2, 4 and 5 seconds, the last being the longest allowed, each shortened by the jitter.
        Assert.Equal([0.75, 1.5, 3, 3.75], waits.Select((w, i) => Math.Min(w, new[] { 0.75, 1.5, 3, 3.75 }[i])));
        Assert.Equal(1, _log.Count);

        // An event ends the misery: the next failure is told of, and tried again soon.
        await watch.SendAsync("ADDED", Route("b", 2));
        await UntilAsync(() => Names().Length == 2);
        await watch.EndAsync(new IOException("Connection refused"));
        await UntilAsync(() => _log.Count == 2);
    }

    [Fact]
    public async Task Watch_ThatEndsAtOnceAgainAndAgain_IsAFailure()
    {
        _api.Answer(List("1", []));
        for (var i = 0; i < 3; i++)
        {
            await _api.Watch().EndAsync();
        }

        _api.Watch();
        await SkipAsync(2);

        await UntilAsync(() => _reflector.Status.Failures == 1);
        Assert.InRange(await WaitForRequestAsync(), 1.5, 60);
        Assert.Contains("ended as soon as it had begun", _reflector.Status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_SilentForTooLong_IsAbandoned()
    {
        _api.Answer(List("1", [Route("a", 1)]));
        _api.Watch();
        await SkipAsync(1);
        await UntilAsync(() => Names().Length == 1);

        // The watch was asked for; its watchdog is armed before the request goes out.
        _time.Advance(TimeSpan.FromMinutes(3));
        await UntilAsync(() => _reflector.Status.Error.Contains("silent", StringComparison.Ordinal));
        _api.Watch();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("resourceVersion=1&", await _api.NextRequestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_NotInstalled_IsEmptyAndLookedForAgain()
    {
        _api.Answer("404 page not found", HttpStatusCode.NotFound);
        await UntilAsync(() => _reflector.Status is { Listed: true, Connected: false });

        _api.Answer(List("3", [Route("a", 1)]));
        _api.Watch();

        // The wait may begin a moment after the status has told of it.
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return Names().SequenceEqual(["a"]);
        });
    }

    [Fact]
    public async Task Permission_Missing_IsNotReadyAndSaysWhy()
    {
        const string Forbidden = "httproutes.gateway.networking.k8s.io is forbidden: User \"system:serviceaccount:a:b\" cannot list resource";
        _api.Answer($$"""{"kind":"Status","status":"Failure","message":{{System.Text.Json.JsonSerializer.Serialize(Forbidden)}},"reason":"Forbidden","code":403}""", HttpStatusCode.Forbidden);
        await UntilAsync(() => _reflector.Status.Error == Forbidden);
        Assert.False(_reflector.Status.Listed);
    }

    [Fact]
    public async Task Permission_MissingForAnOptionalKind_IsAsIfTheKindWereNotThere()
    {
        const string Forbidden = "xmeshes.gateway.networking.x-k8s.io is forbidden: User \"system:serviceaccount:a:b\" cannot list resource";
        var api = new ScriptedApi();
        var reflector = new Reflector<XMesh>(api.Api, WatchedKinds.Meshes, new ReflectorSettings { Time = _time }, _ => { }, _log);
        using var stop = new CancellationTokenSource();
        var running = reflector.RunAsync(stop.Token);
        api.Answer($$"""{"kind":"Status","status":"Failure","message":{{System.Text.Json.JsonSerializer.Serialize(Forbidden)}},"reason":"Forbidden","code":403}""", HttpStatusCode.Forbidden);
        await UntilAsync(() => reflector.Status is { Listed: true, Connected: false, Error: Forbidden });
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Object_ThatCannotBeRead_DoesNotHideTheOthers()
    {
        _api.Answer(List("1", ["""{"metadata":{"name":"odd","namespace":"n"},"spec":{"rules":"none"}}""", Route("a", 1)]));
        _api.Watch();
        await UntilAsync(() => Names().SequenceEqual(["a"]));
    }

    [Fact]
    public void Backoff_Grows_WithinItsBounds()
    {
        var settings = new ReflectorSettings { Jitter = () => 1 };
        Assert.Equal(TimeSpan.FromMilliseconds(200), settings.Backoff(1));
        Assert.Equal(TimeSpan.FromMilliseconds(800), settings.Backoff(3));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Backoff(1000));
    }

    private static string Route(string name, int version, int generation = 1) =>
        $$"""{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"{{name}}","namespace":"n","uid":"{{name}}","generation":{{generation}},"resourceVersion":"{{version}}"},"spec":{} }""";

    private static string List(string version, string[] items, string next = "") =>
        $$"""{"metadata":{"continue":"{{next}}","resourceVersion":"{{version}}"},"items":[{{string.Join(",", items)}}]}""";

    private string[] Names() => [.. _reflector.Store.Objects.Keys.Select(key => key.Name).Order(StringComparer.Ordinal)];

    private HTTPRoute? Find(string name) => _reflector.Store.Objects.Values.FirstOrDefault(route => route.Metadata?.Name == name);

    private CacheChange[] Changes()
    {
        lock (_changes)
        {
            return [.. _changes];
        }
    }

    private async Task<string> SkipAsync(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            await _api.NextRequestAsync();
        }

        return await _api.NextRequestAsync();
    }

    /// <summary>Lets time pass until the next request comes; returns how much.</summary>
    private async Task<double> WaitForRequestAsync()
    {
        var begun = _time.GetTimestamp();
        var request = _api.NextRequestAsync();
        while (await Task.WhenAny(request, _changed.WaitAsync(TimeSpan.FromMilliseconds(10))) != request)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await request;
        return _time.GetElapsedTime(begun).TotalSeconds;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        // Statuses change without an event of their own; a poll of the signal bounds the wait for those.
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            await _changed.WaitAsync(TimeSpan.FromMilliseconds(10));
        }

        Assert.True(condition(), "It did not come to that.");
    }

    private void OnChanged(CacheChange change)
    {
        lock (_changes)
        {
            _changes.Add(change);
        }

        _changed.Release();
    }

    private sealed class WarningCounter : ILogger
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
