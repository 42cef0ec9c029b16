using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Pulumirpc;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.Tests.Fakes;
using Sluice.Engine.Values;
using HookBinding = Pulumirpc.RegisterResourceRequest.Types.ResourceHooksBinding;

namespace Sluice.Engine.Tests.Deployments;

public sealed class HookTests : IAsyncLifetime, IDisposable
{
    private readonly EngineHarness _harness = new();
    private readonly ConcurrentQueue<ResourceHookRequest> _calls = new();
    private CallbackServer _server = null!;

    public async Task InitializeAsync() => _server = await CallbackServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Features_Hooks_AreOffered()
    {
        Assert.True(await _harness.PreviewAsync(static async program =>
        {
            Assert.True((await program.Monitor.SupportsFeatureAsync(new SupportsFeatureRequest { Id = "resourceHooks" })).HasSupport);
            Assert.True((await program.Monitor.SupportsFeatureAsync(new SupportsFeatureRequest { Id = "errorHooks" })).HasSupport);
            var offered = (await program.Monitor.GetDeploymentInfoAsync(new Empty())).SupportedFeatures;
            Assert.Contains(ResourceMonitorFeature.ResourceHooks, offered);
            Assert.Contains(ResourceMonitorFeature.ErrorHooks, offered);
            await program.StackAsync();
        }));
    }

    [Fact]
    public async Task Life_EachStep_CallsItsHooksWithWhatIsKnown()
    {
        Assert.True(await _harness.UpAsync(program => ThingAsync(program, "1")));
        var (before, after) = (Next(), Next());
        Assert.Equal(("", "thing", "memory:index:Thing"), (before.Id, before.Name, before.Type));
        Assert.Equal("1", before.NewInputs.Fields["size"].StringValue);
        Assert.Null(before.OldInputs);
        Assert.Null(before.NewOutputs);
        Assert.Equal("thing-1", after.Id);
        Assert.Equal("made thing", after.NewOutputs.Fields["computed"].StringValue);

        Assert.True(await _harness.UpAsync(program => ThingAsync(program, "1")));
        Assert.Empty(_calls);

        Assert.True(await _harness.UpAsync(program => ThingAsync(program, "2")));
        (before, after) = (Next(), Next());
        Assert.Equal(("thing-1", "1", "2"), (before.Id, before.OldInputs.Fields["size"].StringValue, before.NewInputs.Fields["size"].StringValue));
        Assert.Equal("made thing", before.OldOutputs.Fields["computed"].StringValue);
        Assert.Equal("2", after.NewOutputs.Fields["size"].StringValue);

        // The resource is gone from the program, which serves its hooks while it waits for the deletions.
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await RegisterHooksAsync(program);
            await program.Monitor.SignalAndWaitForShutdownAsync(new Empty());
        }));
        (before, after) = (Next(), Next());
        Assert.Equal(("thing-1", "2"), (before.Id, before.OldInputs.Fields["size"].StringValue));
        Assert.Null(after.NewInputs);
        Assert.Empty(_calls);
        Assert.DoesNotContain(_harness.Saved.Resources, static r => r.Urn.Name == "thing");
    }

    [Fact]
    public async Task Preview_OnlyHooksForIt_Run()
    {
        Assert.True(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterResourceHookAsync(new RegisterResourceHookRequest { Name = "dry", Callback = _server.Hook(_calls.Enqueue), OnDryRun = true });
            await program.Monitor.RegisterResourceHookAsync(new RegisterResourceHookRequest { Name = "wet", Callback = _server.FailingHook("must not run") });
            await program.ThingAsync("thing", PropertyMap.Empty, static r => r.Hooks = new HookBinding { BeforeCreate = { "dry", "wet" } });
        }));
        Next();
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Before_Fails_NothingIsMade()
    {
        Assert.False(await _harness.UpAsync(program => FailingAsync(program, static r => r.Hooks = new HookBinding { BeforeCreate = { "bad" } })));

        Assert.Contains("before hook \"bad\" failed: not today", _harness.Sink.Errors);
        Assert.Empty(_harness.Memory.Cloud);
        Assert.Empty(_harness.Saved.PendingOperations);
    }

    [Fact]
    public async Task After_Fails_ResourceStandsAndRunFails()
    {
        var later = false;
        Assert.False(await _harness.UpAsync(async program =>
        {
            await FailingAsync(program, static r => r.Hooks = new HookBinding { AfterCreate = { "bad" } });
            await program.ThingAsync("later", PropertyMap.Empty);
            later = true;
        }));

        Assert.Contains("after hook \"bad\" failed: not today", _harness.Sink.Errors);
        Assert.True(later);
        Assert.Contains(_harness.Saved.Resources, static r => r.Urn.Name == "thing");
    }

    [Fact]
    public async Task IgnoredErrors_Warn()
    {
        Assert.True(await _harness.UpAsync(program => FailingAsync(program, static r => r.Hooks = new HookBinding { BeforeCreate = { "bad" } }, ignore: true)));

        Assert.Contains(_harness.Sink.Events.OfType<EngineEvent.Diagnostic>(), static d => d is { Severity: Severity.Warning, Message: "BeforeCreate hook \"bad\" failed: not today" });
        Assert.Single(_harness.Memory.Cloud);
    }

    [Fact]
    public async Task Component_AfterHook_RunsWithItsOutputs()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await RegisterHooksAsync(program);
            var component = await program.RegisterAsync("my:index:Component", "c", static r => (r.Custom, r.Hooks) = (false, All()));
            Assert.Null(Next().NewOutputs);
            Assert.Empty(_calls);
            await program.OutputsAsync(component.Urn, PropertyMap.Of(("url", "http://c.example")));
        }));
        Assert.Equal("http://c.example", Next().NewOutputs.Fields["url"].StringValue);
    }

    [Fact]
    public async Task Hooks_UnknownOrTaken_AreErrors()
    {
        Assert.False(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await RegisterHooksAsync(program);
            await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => RegisterHooksAsync(program));
            await program.ThingAsync("thing", PropertyMap.Empty, static r => r.Hooks = new HookBinding { BeforeCreate = { "nobody" } });
        }));
        Assert.Contains(_harness.Sink.Errors, static e => e.Contains("\"all\"", StringComparison.Ordinal));
        Assert.Contains(_harness.Sink.Errors, static e => e.StartsWith("hook \"nobody\" was not registered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Destroy_DeleteHooks_AreNotPassedOver()
    {
        Assert.True(await _harness.UpAsync(program => ThingAsync(program, "1")));

        Assert.False(await _harness.DestroyAsync());

        Assert.Contains(_harness.Sink.Errors, static e => e.StartsWith("The resource has hooks for its deletion", StringComparison.Ordinal));
        Assert.Single(_harness.Memory.Cloud);
    }

    [Fact]
    public async Task ErrorHook_DecidesOnAnotherAttempt()
    {
        var requests = new ConcurrentQueue<ErrorHookRequest>();
        var attempts = 0;
        _harness.Memory.BeforeCreate = _ => Interlocked.Increment(ref attempts) < 3 ? throw new ProviderException($"attempt {attempts}") : Task.CompletedTask;
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterErrorHookAsync(new RegisterErrorHookRequest
            {
                Name = "again",
                Callback = _server.ErrorHook(request =>
                {
                    requests.Enqueue(request);
                    return new ErrorHookResponse { Retry = true };
                }),
            });
            await program.ThingAsync("thing", PropertyMap.Empty, static r => r.Hooks = new HookBinding { OnError = { "again" } });
        }));

        Assert.Equal([["attempt 1"], ["attempt 2", "attempt 1"]], requests.Select(static r => r.Errors.ToArray()));
        Assert.All(requests, static r => Assert.Equal("create", r.FailedOperation));
        Assert.Single(_harness.Memory.Cloud);
    }

    [Fact]
    public async Task Shutdown_WaitsForTheDeletions()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("thing", PropertyMap.Empty);
        }));

        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.SignalAndWaitForShutdownAsync(new Empty());
            Assert.Empty(_harness.Memory.Cloud);
        }));
    }

    private static HookBinding All() => new()
    {
        BeforeCreate = { "all" },
        AfterCreate = { "all" },
        BeforeUpdate = { "all" },
        AfterUpdate = { "all" },
        BeforeDelete = { "all" },
        AfterDelete = { "all" },
    };

    private async Task RegisterHooksAsync(RawProgram program) =>
        await program.Monitor.RegisterResourceHookAsync(new RegisterResourceHookRequest { Name = "all", Callback = _server.Hook(_calls.Enqueue) });

    private async Task ThingAsync(RawProgram program, string size)
    {
        await program.StackAsync();
        await RegisterHooksAsync(program);
        await program.ThingAsync("thing", PropertyMap.Of(("size", size)), static r => r.Hooks = All());
    }

    private async Task FailingAsync(RawProgram program, Action<RegisterResourceRequest> change, bool ignore = false)
    {
        await program.StackAsync();
        await program.Monitor.RegisterResourceHookAsync(new RegisterResourceHookRequest { Name = "bad", Callback = _server.FailingHook("not today"), IgnoreErrors = ignore });
        await program.ThingAsync("thing", PropertyMap.Empty, change);
    }

    private ResourceHookRequest Next() => _calls.TryDequeue(out var call) ? call : throw new InvalidOperationException("no hook was called");
}
