using System.Collections.Concurrent;
using Grpc.Core;
using Pulumirpc;
using Sluice.Engine.State;
using Sluice.Engine.Tests.Fakes;
using Sluice.Engine.Values;
using Urn = Sluice.Engine.Values.Urn;

namespace Sluice.Engine.Tests.Deployments;

public sealed class TransformTests : IAsyncLifetime, IDisposable
{
    private const string Thing = "urn:pulumi:dev::demo::memory:index:Thing::";

    private readonly EngineHarness _harness = new();
    private CallbackServer _server = null!;

    public async Task InitializeAsync() => _server = await CallbackServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Features_Transforms_AreOffered()
    {
        Assert.True(await _harness.PreviewAsync(static async program =>
        {
            Assert.True((await program.Monitor.SupportsFeatureAsync(new SupportsFeatureRequest { Id = "transforms" })).HasSupport);
            Assert.True((await program.Monitor.SupportsFeatureAsync(new SupportsFeatureRequest { Id = "invokeTransforms" })).HasSupport);
            var offered = (await program.Monitor.GetDeploymentInfoAsync(new Google.Protobuf.WellKnownTypes.Empty())).SupportedFeatures;
            Assert.Contains(ResourceMonitorFeature.Transforms, offered);
            Assert.Contains(ResourceMonitorFeature.InvokeTransforms, offered);
            await program.StackAsync();
        }));
    }

    [Fact]
    public async Task Order_OwnThenAncestorsOutwardThenStack()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterStackTransformAsync(Trail("stack 1"));
            await program.Monitor.RegisterStackTransformAsync(Trail("stack 2"));
            var outer = await program.RegisterAsync("my:index:Outer", "outer", r => With(r, Trail("outer")).Custom = false);
            var inner = await program.RegisterAsync("my:index:Inner", "inner", r => (With(r, Trail("inner")).Custom, r.Parent) = (false, outer.Urn));
            await program.ThingAsync("thing", PropertyMap.Empty, r => With(r, Trail("own 1"), Trail("own 2")).Parent = inner.Urn);
            await program.ThingAsync("other", PropertyMap.Empty);
        }));

        Assert.Equal(PropertyValue.ListOf("own 1", "own 2", "inner", "outer", "stack 1", "stack 2"), Saved("thing").Inputs["trail"]);
        Assert.Equal(PropertyValue.ListOf("inner", "outer", "stack 1", "stack 2"), Saved("inner").Inputs["trail"]);
        Assert.Equal(PropertyValue.ListOf("stack 1", "stack 2"), Saved("other").Inputs["trail"]);
        // The default provider is the engine's own, the stack came before its transforms.
        Assert.DoesNotContain(_harness.Saved.Resources, static r => r.Type.StartsWith("pulumi:", StringComparison.Ordinal) && r.Inputs.Has("trail"));
    }

    [Fact]
    public async Task Stack_OwnTransform_AppliesToAllBelow()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            var stack = await program.RegisterAsync(Urn.StackType, "demo-dev", r => With(r, Trail("stack")).Custom = false);
            await program.ThingAsync("named", PropertyMap.Empty, r => r.Parent = stack.Urn);
            await program.ThingAsync("left", PropertyMap.Empty, static r => r.Parent = "");
        }));

        Assert.Equal(PropertyValue.ListOf("stack"), Saved("named").Inputs["trail"]);
        Assert.Equal(PropertyValue.ListOf("stack"), Saved("left").Inputs["trail"]);
    }

    [Fact]
    public async Task RemoteComponent_ChildrenSeeItsTransforms()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.RegisterAsync("memory:index:Site", "site", r => (With(r, Trail("site")).Custom, r.Remote) = (false, true));
        }));

        Assert.Equal(PropertyValue.ListOf("site"), Saved("site-child").Inputs["trail"]);
    }

    [Fact]
    public async Task Request_ShowsWhatIsAskedForAndWhatIsInherited()
    {
        TransformRequest? seen = null;
        var component = "";
        var provider = "";
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var own = await program.RegisterAsync("pulumi:providers:memory", "own");
            provider = $"{own.Urn}::{own.Id}";
            component = (await program.RegisterAsync("my:index:Component", "c", r =>
            {
                r.Custom = false;
                r.Providers["memory"] = provider;
            })).Urn;
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            await program.ThingAsync("thing", PropertyMap.Of(("size", 1)), r =>
            {
                r.Parent = component;
                r.Dependencies.Add(first.Urn);
                r.Protect = false;
                r.IgnoreChanges.Add("size");
                r.Aliases.Add(new Alias { Spec = new Alias.Types.Spec { Name = "former", NoParent = true } });
                r.CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts { Create = "5m" };
                r.Transforms.Add(_server.Transform(request =>
                {
                    seen = request;
                    return new TransformResponse();
                }));
            });
        }));

        Assert.NotNull(seen);
        Assert.Equal(("memory:index:Thing", "thing", true, component), (seen.Type, seen.Name, seen.Custom, seen.Parent));
        var options = seen.Options;
        Assert.Equal(provider, options.Provider);
        Assert.Equal([Thing + "first"], options.DependsOn);
        Assert.True(options.HasProtect);
        Assert.False(options.Protect);
        Assert.False(options.HasRetainOnDelete);
        Assert.Equal(["size"], options.IgnoreChanges);
        Assert.Equal("former", Assert.Single(options.Aliases).Spec.Name);
        Assert.True(options.Aliases[0].Spec.NoParent);
        Assert.Equal(("300000000000ns", ""), (options.CustomTimeouts.Create, options.CustomTimeouts.Delete));
        // An empty answer changes nothing.
        var saved = Saved("thing");
        Assert.Equal(PropertyMap.Of(("size", 1)), saved.Inputs);
        Assert.Equal([Thing + "first"], saved.Dependencies.Select(static d => d.Value));
        Assert.Equal(provider, saved.Provider);
        Assert.Equal(300, saved.Timeouts.Create);
    }

    [Fact]
    public async Task Options_Changed_HoldInState()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            var own = await program.RegisterAsync("pulumi:providers:memory", "own");
            await program.ThingAsync("thing", PropertyMap.Of(("token", "abc")), r => r.Transforms.Add(_server.Options(o =>
            {
                o.DependsOn.Add(first.Urn);
                o.Protect = true;
                o.RetainOnDelete = true;
                o.IgnoreChanges.Add("size");
                o.ReplaceOnChanges.Add("shape");
                o.AdditionalSecretOutputs.Add("token");
                o.DeletedWith = first.Urn;
                o.Provider = $"{own.Urn}::{own.Id}";
                o.CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts { Delete = "90s" };
            })));
        }));

        var saved = Saved("thing");
        Assert.True(saved.Protect);
        Assert.True(saved.RetainOnDelete);
        Assert.Equal([Thing + "first"], saved.Dependencies.Select(static d => d.Value));
        Assert.Equal(Thing + "first", saved.DeletedWith?.Value);
        Assert.StartsWith("urn:pulumi:dev::demo::pulumi:providers:memory::own::", saved.Provider, StringComparison.Ordinal);
        Assert.Equal(90, saved.Timeouts.Delete);
        Assert.Equal(PropertyValue.SecretOf("abc"), saved.Outputs["token"]);
        Assert.Equal(["size"], saved.IgnoreChanges.ToArray());
        Assert.Equal(["shape"], saved.ReplaceOnChanges.ToArray());
    }

    [Fact]
    public async Task Options_LeftOut_AreUnset()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("thing", PropertyMap.Empty, r =>
            {
                r.Protect = true;
                r.Transforms.Add(_server.Transform(static _ => new TransformResponse { Options = new TransformResourceOptions() }));
            });
        }));

        Assert.False(Saved("thing").Protect);
    }

    [Fact]
    public async Task Options_IgnoreChanges_HoldsBackTheChange()
    {
        Func<RawProgram, Task> Program(double size) => async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterStackTransformAsync(_server.Options(static o => o.IgnoreChanges.Add("size")));
            await program.ThingAsync("thing", PropertyMap.Of(("size", size)));
        };
        Assert.True(await _harness.UpAsync(Program(1)));

        Assert.True(await _harness.UpAsync(Program(2)));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal(PropertyMap.Of(("size", 1)), Saved("thing").Inputs);
    }

    [Fact]
    public async Task Options_Alias_KeepsTheObjectOfARenamedResource()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("old", PropertyMap.Empty);
        }));

        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("new", PropertyMap.Empty, r => r.Transforms.Add(_server.Options(static o => o.Aliases.Add(new Alias { Urn = Thing + "old" }))));
        }));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal("old-1", Saved("new").Id);
    }

    [Fact]
    public async Task Values_MarksSurviveAndReachTheTransformAsOutputs()
    {
        var seen = PropertyMap.Empty;
        var inputs = PropertyMap.Empty;
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            inputs = PropertyMap.Of(
                ("plain", "a"),
                ("from", first.Id),
                ("password", PropertyValue.SecretOf("hunter2")),
                ("nested", PropertyMap.Of(("list", PropertyValue.ListOf(PropertyValue.SecretOf("deep"), 1)))),
                ("ref", new PropertyValue.Reference(new Urn(first.Urn), first.Id, "1.0.0")));
            await program.ThingAsync("thing", inputs, r =>
            {
                r.Dependencies.Add(first.Urn);
                r.PropertyDependencies["from"] = new RegisterResourceRequest.Types.PropertyDependencies { Urns = { first.Urn } };
                r.PropertyDependencies["plain"] = new RegisterResourceRequest.Types.PropertyDependencies();
                r.Transforms.Add(_server.Properties(p => seen = p));
            });
        }));

        Assert.Equal("a", seen["plain"]);
        Assert.Equal(new PropertyValue.Output("first-1", false, [new Urn(Thing + "first")]), seen["from"]);
        Assert.Equal(new PropertyValue.Output("hunter2", true, []), seen["password"]);
        Assert.Equal(PropertyMap.Of(("list", PropertyValue.ListOf(new PropertyValue.Output("deep", true, []), 1))), seen["nested"]);
        Assert.Equal(inputs["ref"], seen["ref"]);
        var saved = Saved("thing");
        Assert.Equal(inputs, saved.Inputs);
        Assert.Equal([Thing + "first"], saved.PropertyDependencies["from"].Select(static d => d.Value));
        Assert.Empty(saved.PropertyDependencies["plain"]);
        Assert.DoesNotContain("hunter2", File.ReadAllText(_harness.Store.FileOf(_harness.Stack)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_AnOutputGivenBack_BringsItsSecretAndItsDependency()
    {
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            await program.ThingAsync("thing", PropertyMap.Empty, r => r.Transforms.Add(_server.Properties(p => p.With("key", new PropertyValue.Output("k", true, [new Urn(first.Urn)])))));
        }));

        var saved = Saved("thing");
        Assert.Equal(PropertyValue.SecretOf("k"), saved.Inputs["key"]);
        Assert.Equal([Thing + "first"], saved.Dependencies.Select(static d => d.Value));
        Assert.Equal([Thing + "first"], saved.PropertyDependencies["key"].Select(static d => d.Value));
    }

    [Fact]
    public async Task Values_Unknowns_SurviveAPreview()
    {
        var seen = PropertyMap.Empty;
        Assert.True(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            var response = await program.ThingAsync("thing", PropertyMap.Of(("later", PropertyValue.UnknownValue), ("size", 1)), r =>
            {
                r.SupportsPartialValues = true;
                r.Transforms.Add(_server.Properties(p => seen = p.With("more", PropertyValue.UnknownValue)));
            });
            Assert.Equal(PropertyMap.Of(("computed", PropertyValue.UnknownValue), ("later", PropertyValue.UnknownValue), ("more", PropertyValue.UnknownValue), ("size", 1)), WireValues.Read(response.Object));
        }));

        Assert.Equal(new PropertyValue.Output(null, false, []), seen["later"]);
    }

    [Fact]
    public async Task Values_AsDeepAsARegistrationCanBe_SurviveTheirMarks()
    {
        // 33 objects are what protobuf's own limit allows; the mark of the dependency is one more.
        PropertyValue deep = "bottom";
        for (var level = 1; level < 33; level++)
        {
            deep = PropertyMap.Of(("in", deep));
        }

        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Empty);
            await program.ThingAsync("thing", PropertyMap.Of(("deep", deep)), r =>
            {
                r.Dependencies.Add(first.Urn);
                r.Transforms.Add(_server.Properties(static p => p));
            });
        }));

        Assert.Equal(deep, Saved("thing").Inputs["deep"]);
    }

    [Fact]
    public async Task Transform_Throws_RegistrationFailsWithTheReasonAndNothingIsMade()
    {
        Assert.False(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("thing", PropertyMap.Empty, r => r.Transforms.Add(_server.Transform(static _ => throw new RpcException(new Status(StatusCode.Unknown, "no tags given")))));
        }));

        Assert.Equal([$"{Thing}thing: a transform failed: no tags given"], _harness.Sink.Errors);
        Assert.Empty(_harness.Memory.Cloud);
        Assert.DoesNotContain(_harness.Saved.Resources, static r => r.Type == "memory:index:Thing");
    }

    [Fact]
    public async Task Transform_AnswersABadOption_RegistrationFailsWithTheReason()
    {
        Assert.False(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            var response = await program.ThingAsync("thing", PropertyMap.Empty, r => r.Transforms.Add(_server.Options(static o => o.CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts { Create = "soon" })));
            Assert.Equal(Result.Fail, response.Result);
        }));

        Assert.Equal([$"{Thing}thing: a transform failed: customTimeouts.create: 'soon' is not a duration. Allowed are numbers with the units ns, us, ms, s, m and h, such as '5m'."], _harness.Sink.Errors);
    }

    [Fact]
    public async Task Callback_NotThere_RegistrationFailsWithTheReason()
    {
        Assert.False(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("unknown", PropertyMap.Empty, r => r.Transforms.Add(new Callback { Target = _server.Target, Token = "gone" }));
            await program.ThingAsync("malformed", PropertyMap.Empty, static r => r.Transforms.Add(new Callback { Target = "not an address" }));
        }));

        Assert.Equal(
            [
                $"{Thing}unknown: a transform failed: callback not found: gone",
                "The program registered a callback with the target 'not an address', which is no address. Allowed is host:port, such as '127.0.0.1:41234'.",
            ],
            _harness.Sink.Errors.Take(2));
    }

    [Fact]
    public async Task Callback_ServerGone_RegistrationFailsWithItsAddress()
    {
        var gone = await CallbackServer.StartAsync();
        await gone.DisposeAsync();

        Assert.False(await _harness.PreviewAsync(async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("thing", PropertyMap.Empty, r => r.Transforms.Add(new Callback { Target = gone.Target, Token = "t" }));
        }));

        Assert.StartsWith($"{Thing}thing: a transform failed: the program does not answer at {gone.Target}: ", Assert.Single(_harness.Sink.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StackTransform_ParallelRegistrations_IsCalledOnceAtATime()
    {
        var inside = 0;
        var names = new ConcurrentBag<string>();
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterStackTransformAsync(_server.Transform(request =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                names.Add(request.Name);
                // Long enough for calls side by side to meet.
                Thread.SpinWait(20_000);
                Interlocked.Decrement(ref inside);
                return new TransformResponse();
            }));
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => program.ThingAsync($"thing-{i}", PropertyMap.Empty)));
        }));

        Assert.Equal(50, names.Distinct().Count());
    }

    [Fact]
    public async Task Invoke_Transforms_ChangeArgumentsAndProviderInTheOrderOfRegistration()
    {
        TransformInvokeRequest? seen = null;
        Assert.True(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            var own = await program.RegisterAsync("pulumi:providers:memory", "own");
            await program.Monitor.RegisterStackInvokeTransformAsync(_server.InvokeTransform(static r => new TransformInvokeResponse
            {
                Args = WireValues.Write(PropertyMap.Of(("name", "first"), ("key", PropertyValue.SecretOf("k"))), WireOptions.Everything),
                Options = new TransformInvokeOptions(r.Options) { Version = "1.0.0" },
            }));
            await program.Monitor.RegisterStackInvokeTransformAsync(_server.InvokeTransform(r =>
            {
                seen = r;
                r.Args.Fields["name"].StringValue += " second";
                return new TransformInvokeResponse { Args = r.Args };
            }));
            await program.Monitor.RegisterStackInvokeTransformAsync(_server.InvokeTransform(static _ => new TransformInvokeResponse()));
            var answer = await program.Monitor.InvokeAsync(new ResourceInvokeRequest { Tok = "memory:index:find", Provider = $"{own.Urn}::{own.Id}" });
            Assert.Equal(PropertyMap.Of(("name", "first second"), ("key", PropertyValue.SecretOf("k")), ("token", "memory:index:find")), WireValues.Read(answer.Return));
        }));

        Assert.NotNull(seen);
        Assert.Equal(("memory:index:find", "1.0.0"), (seen.Token, seen.Options.Version));
        Assert.StartsWith("urn:pulumi:dev::demo::pulumi:providers:memory::own::", seen.Options.Provider, StringComparison.Ordinal);
        Assert.Equal(new PropertyValue.Output("k", true, []), WireValues.Read(seen.Args, keepOutputs: true)["key"]);
    }

    [Fact]
    public async Task Invoke_TransformThrows_TheInvokeFailsWithTheReason()
    {
        Assert.False(await _harness.UpAsync(async program =>
        {
            await program.StackAsync();
            await program.Monitor.RegisterStackInvokeTransformAsync(_server.InvokeTransform(static _ => throw new RpcException(new Status(StatusCode.Unknown, "not this one"))));
            await program.Monitor.InvokeAsync(new ResourceInvokeRequest { Tok = "memory:index:find" });
        }));

        Assert.Contains("invoke of memory:index:find: a transform failed: not this one", _harness.Sink.Errors);
    }

    /// <summary>A transform that appends to the property <c>trail</c>.</summary>
    private Callback Trail(string name) => _server.Properties(p => p.With("trail", PropertyValue.ListOf([.. p["trail"]?.AsList ?? [], name])));

    private static RegisterResourceRequest With(RegisterResourceRequest request, params Callback[] transforms)
    {
        request.Transforms.Add(transforms);
        return request;
    }

    private ResourceState Saved(string name) => _harness.Saved.Resources.Single(r => r.Urn.Name == name);
}
