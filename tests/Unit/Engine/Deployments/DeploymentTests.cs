using Grpc.Core;
using Pulumirpc;
using Sluice.Engine.Events;
using Sluice.Engine.State;
using Sluice.Engine.Tests.Fakes;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Deployments;

public sealed class DeploymentTests : IDisposable
{
    private readonly EngineHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Create_TwoResources_StateHoldsStackProviderAndBothInOrder()
    {
        var ok = await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var first = await program.ThingAsync("first", PropertyMap.Of(("size", 1)));
            await program.ThingAsync("second", PropertyMap.Of(("from", first.Id)), r => r.Dependencies.Add(first.Urn));
            await program.OutputsAsync(program.Stack, PropertyMap.Of(("answer", 42)));
        });

        Assert.True(ok);
        Assert.Equal(
            ["urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev", "urn:pulumi:dev::demo::pulumi:providers:memory::default_1_0_0", "urn:pulumi:dev::demo::memory:index:Thing::first", "urn:pulumi:dev::demo::memory:index:Thing::second"],
            _harness.Saved.Resources.Select(static r => r.Urn.Value));
        Assert.Equal(PropertyMap.Of(("answer", 42)), _harness.Saved.Stack!.Outputs);
        Assert.Equal("made second", _harness.Saved.Resources[^1].Outputs.Text("computed"));
        Assert.Empty(_harness.Saved.PendingOperations);
        Assert.Empty(CheckpointIntegrity.Problems(_harness.Saved));
    }

    [Fact]
    public async Task SecondRun_NothingChanged_EveryStepIsSameAndTheFileStays()
    {
        await _harness.UpAsync(Two(1));
        var before = File.ReadAllText(_harness.Store.FileOf(_harness.Stack));

        Assert.True(await _harness.UpAsync(Two(1)));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal(WithoutTimes(before), WithoutTimes(File.ReadAllText(_harness.Store.FileOf(_harness.Stack))));
    }

    [Fact]
    public async Task Update_OneInputChanged_OneUpdateWithItsPath()
    {
        await _harness.UpAsync(Two(1));

        Assert.True(await _harness.UpAsync(Two(2)));

        Assert.Equal(["update first"], _harness.Sink.Changes);
        var step = _harness.Sink.Events.OfType<EngineEvent.StepDone>().Single(static s => s.Step.Op == StepOp.Update).Step;
        Assert.Equal(["size"], step.Differences.Select(static d => d.Path.ToString()));
    }

    [Fact]
    public async Task Replace_ForcedInputChanged_CreatesBeforeItDeletes()
    {
        await _harness.UpAsync(One(PropertyMap.Of(("force", "a"))));

        Assert.True(await _harness.UpAsync(One(PropertyMap.Of(("force", "b")))));

        Assert.Equal(["create-replacement thing", "replace thing", "delete-replaced thing"], _harness.Sink.Changes);
        Assert.Equal(["create thing-1", "create thing-2", "delete thing-1"], _harness.Memory.Journal);
        Assert.Equal("thing-2", _harness.Saved.Resources[^1].Id);
    }

    [Fact]
    public async Task Replace_NewOneNeverReady_KeepsAStateThatTheNextRunGoesOnWith()
    {
        await _harness.UpAsync(One(PropertyMap.Of(("force", "a"))));

        Assert.False(await _harness.UpAsync(One(PropertyMap.Of(("force", "b"), ("stuck", true)))));
        Assert.Equal([("thing-1", true), ("thing-2", false)], _harness.Saved.Resources.Where(static r => r.Custom && !r.IsProvider).Select(static r => (r.Id, r.Delete)).Order());

        Assert.True(await _harness.UpAsync(One(PropertyMap.Of(("force", "b")))));
        Assert.Contains("delete thing-1", _harness.Memory.Journal);
        var kept = Assert.Single(_harness.Saved.Resources, static r => r.Custom && !r.IsProvider);
        Assert.Equal(("thing-2", false), (kept.Id, kept.Delete));
        Assert.Empty(kept.InitErrors);
    }

    [Fact]
    public async Task Replace_DeleteBeforeReplace_DependentsGoFirstAndComeBack()
    {
        static Func<RawProgram, Task> Program(string force) => async program =>
        {
            await program.StackAsync();
            var low = await program.ThingAsync("low", PropertyMap.Of(("force", force)), static r => (r.DeleteBeforeReplace, r.DeleteBeforeReplaceDefined) = (true, true));
            await program.ThingAsync("high", PropertyMap.Of(("force", low.Id)), r =>
            {
                r.Dependencies.Add(low.Urn);
                r.PropertyDependencies["force"] = new RegisterResourceRequest.Types.PropertyDependencies { Urns = { low.Urn } };
            });
        };
        await _harness.UpAsync(Program("a"));

        Assert.True(await _harness.UpAsync(Program("b")));

        Assert.Equal(["create low-1", "create high-2", "delete high-2", "delete low-1", "create low-3", "create high-4"], _harness.Memory.Journal);
        Assert.Equal(["low-3", "high-4"], _harness.Saved.Resources.Where(static r => r.Type == "memory:index:Thing").Select(static r => r.Id));
    }

    [Fact]
    public async Task Delete_ResourcesLeftOut_DependentsFirst()
    {
        await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var a = await program.ThingAsync("a", PropertyMap.Empty);
            var b = await program.ThingAsync("b", PropertyMap.Empty, r => r.Dependencies.Add(a.Urn));
            await program.ThingAsync("c", PropertyMap.Empty, r => r.Parent = b.Urn);
        });

        Assert.True(await _harness.UpAsync(static program => program.StackAsync()));

        Assert.Equal(["delete c-3", "delete b-2", "delete a-1"], _harness.Memory.Journal.Skip(3));
        Assert.Equal([Urn.StackType], _harness.Saved.Resources.Select(static r => r.Type));
    }

    [Fact]
    public async Task Destroy_EverythingGone_StackCanBeRemoved()
    {
        await _harness.UpAsync(Two(1));

        Assert.True(await _harness.DestroyAsync());

        Assert.Empty(_harness.Memory.Cloud);
        Assert.Empty(_harness.Saved.Resources);
    }

    [Fact]
    public async Task Destroy_ProtectedResource_RefusedAndNothingDeleted()
    {
        await _harness.UpAsync(One(PropertyMap.Empty, static r => r.Protect = true));

        Assert.False(await _harness.DestroyAsync());
        Assert.Contains("because it is protected", _harness.Sink.Errors.Single(), StringComparison.Ordinal);
        Assert.Single(_harness.Memory.Cloud);

        _harness.IgnoreProtect = true;
        Assert.True(await _harness.DestroyAsync());
        Assert.Empty(_harness.Memory.Cloud);
    }

    [Fact]
    public async Task RetainOnDelete_LeftOut_StateForgetsAndTheCloudKeeps()
    {
        await _harness.UpAsync(One(PropertyMap.Empty, static r => r.RetainOnDelete = true));

        Assert.True(await _harness.UpAsync(static program => program.StackAsync()));

        Assert.Single(_harness.Memory.Cloud);
        Assert.DoesNotContain(_harness.Saved.Resources, static r => r.Type == "memory:index:Thing");
    }

    [Fact]
    public async Task IgnoreChanges_ChangedPathIgnored_Same()
    {
        await _harness.UpAsync(One(PropertyMap.Of(("size", 1), ("nested", PropertyMap.Of(("a", 1), ("b", 1))))));

        Assert.True(await _harness.UpAsync(One(PropertyMap.Of(("size", 2), ("nested", PropertyMap.Of(("a", 2), ("b", 1)))), static r => r.IgnoreChanges.Add(["size", "nested.a"]))));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal(PropertyMap.Of(("a", 1), ("b", 1)), _harness.Saved.Resources[^1].Inputs.Map("nested"));
    }

    [Fact]
    public async Task ReplaceOnChanges_ChangedPathNamed_Replaced()
    {
        await _harness.UpAsync(One(PropertyMap.Of(("size", 1))));

        Assert.True(await _harness.UpAsync(One(PropertyMap.Of(("size", 2)), static r => r.ReplaceOnChanges.Add("size"))));

        Assert.Equal(["create-replacement thing", "replace thing", "delete-replaced thing"], _harness.Sink.Changes);
    }

    [Fact]
    public async Task Alias_RenamedResource_KeepsItsObject()
    {
        await _harness.UpAsync(One(PropertyMap.Empty));

        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("renamed", PropertyMap.Empty, static r => r.Aliases.Add(new Alias { Spec = new Alias.Types.Spec { Name = "thing" } }));
        }));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal("thing-1", _harness.Saved.Resources.Single(static r => r.Urn.Name == "renamed").Id);
    }

    [Fact]
    public async Task Alias_RenamedParent_ChildrenFollow()
    {
        static Func<RawProgram, Task> Program(string name, bool aliased) => async program =>
        {
            await program.StackAsync();
            var parent = await program.RegisterAsync("my:index:Component", name, r =>
            {
                r.Custom = false;
                if (aliased)
                {
                    r.Aliases.Add(new Alias { Spec = new Alias.Types.Spec { Name = "old" } });
                }
            });
            await program.ThingAsync(name + "-child", PropertyMap.Empty, r => r.Parent = parent.Urn);
        };
        await _harness.UpAsync(Program("old", false));

        Assert.True(await _harness.UpAsync(Program("new", true)));

        Assert.Empty(_harness.Sink.Changes);
        Assert.Equal("urn:pulumi:dev::demo::my:index:Component$memory:index:Thing::new-child", _harness.Saved.Resources[^1].Urn.Value);
    }

    [Fact]
    public async Task DuplicateUrn_SecondRegistration_Refused()
    {
        Assert.False(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("twin", PropertyMap.Empty);
            await program.ThingAsync("twin", PropertyMap.Empty);
        }));

        Assert.Contains("Duplicate resource URN 'urn:pulumi:dev::demo::memory:index:Thing::twin'; try giving it a unique name", _harness.Sink.Errors);
    }

    [Fact]
    public async Task OtherPackage_Registered_ErrorNamesThePulumiCli()
    {
        Assert.False(await _harness.PreviewAsync(static async program =>
        {
            await program.StackAsync();
            await program.RegisterAsync("aws:s3/bucket:Bucket", "b");
        }));

        var error = Assert.Single(_harness.Sink.Errors);
        Assert.Contains("aws:s3/bucket:Bucket 'b' needs the provider package 'aws'", error, StringComparison.Ordinal);
        Assert.Contains("pulumi up", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_TwoBadResources_BothAreReportedAndNothingIsSaved()
    {
        Assert.False(await _harness.PreviewAsync(static async program =>
        {
            await program.StackAsync();
            Assert.Equal(Result.Fail, (await program.ThingAsync("one", PropertyMap.Of(("bad", 1)))).Result);
            Assert.Equal(Result.Fail, (await program.ThingAsync("two", PropertyMap.Of(("bad", "x")))).Result);
        }));

        Assert.Equal(
            [
                "memory:index:Thing resource 'one': property bad value {1} has a problem: must not be set",
                "memory:index:Thing resource 'two': property bad value {\"x\"} has a problem: must not be set",
            ],
            _harness.Sink.Errors);
        Assert.False(_harness.Store.Exists(_harness.Stack));
    }

    [Fact]
    public async Task Preview_NewResource_IdIsEmptyAndUnknownOutputsAreLeftOut()
    {
        Assert.True(await _harness.PreviewAsync(static async program =>
        {
            await program.StackAsync();
            var response = await program.ThingAsync("thing", PropertyMap.Of(("size", 1)));
            Assert.Equal("", response.Id);
            Assert.Equal(["size"], response.Object.Fields.Keys);
            var partial = await program.ThingAsync("partial", PropertyMap.Empty, static r => r.SupportsPartialValues = true);
            Assert.Equal(PropertyValue.UnknownValue, WireValues.Read(partial.Object)["computed"]);
        }));
    }

    [Fact]
    public async Task FailedCreate_OthersKeepWhatTheyGot()
    {
        Assert.False(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("good", PropertyMap.Empty);
            await program.ThingAsync("wrong", PropertyMap.Of(("fail", true)));
        }));

        Assert.Contains("the cloud refuses wrong", _harness.Sink.Errors);
        Assert.Equal(["good"], _harness.Saved.Resources.Where(static r => r.Type == "memory:index:Thing").Select(static r => r.Urn.Name));
        Assert.Empty(_harness.Saved.PendingOperations);
    }

    [Fact]
    public async Task StuckResource_IsKeptWithItsErrorsAndTriedAgain()
    {
        Assert.False(await _harness.UpAsync(One(PropertyMap.Of(("stuck", true)))));
        Assert.Equal(["never became ready"], _harness.Saved.Resources[^1].InitErrors.ToArray());

        Assert.True(await _harness.UpAsync(One(PropertyMap.Empty)));

        Assert.Equal(["update thing"], _harness.Sink.Changes);
        Assert.Empty(_harness.Saved.Resources[^1].InitErrors);
    }

    [Fact]
    public async Task ProgramThrows_NothingIsDeleted()
    {
        await _harness.UpAsync(Two(1));

        Assert.False(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            throw new RpcException(new Status(StatusCode.Unknown, "the program threw"));
        }));

        Assert.Equal(2, _harness.Memory.Cloud.Count);
        Assert.Contains("the program threw", _harness.Sink.Errors);
    }

    [Fact]
    public async Task Secrets_InputsAndOutputs_StayEncryptedInStateAndWrappedOnTheWire()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var response = await program.ThingAsync("thing", PropertyMap.Of(("password", PropertyValue.SecretOf("hunter2"))));
            Assert.Equal(PropertyValue.SecretOf("hunter2"), WireValues.Read(response.Object)["password"]);
            var plain = await program.ThingAsync("plain", PropertyMap.Of(("password", PropertyValue.SecretOf("hunter2"))), static r => r.AcceptSecrets = false);
            Assert.Equal("hunter2", plain.Object.Fields["password"].StringValue);
            var marked = await program.ThingAsync("marked", PropertyMap.Of(("token", "abc")), static r => r.AdditionalSecretOutputs.Add("token"));
            Assert.Equal(PropertyValue.SecretOf("abc"), WireValues.Read(marked.Object)["token"]);
        }));

        var text = File.ReadAllText(_harness.Store.FileOf(_harness.Stack));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("\"type\": \"passphrase\"", text, StringComparison.Ordinal);
        Assert.Equal(PropertyValue.SecretOf("hunter2"), _harness.Saved.Resources.Single(static r => r.Urn.Name == "thing").Inputs["password"]);
    }

    [Fact]
    public async Task Targets_OnlyTheTargetChanges()
    {
        await _harness.UpAsync(Two(1));
        _harness.Targets = ["**::second"];

        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.ThingAsync("first", PropertyMap.Of(("size", 5)));
            await program.ThingAsync("second", PropertyMap.Of(("size", 5)));
            Assert.Equal(Result.Skip, (await program.ThingAsync("third", PropertyMap.Empty)).Result);
        }));

        Assert.Equal(["update second"], _harness.Sink.Changes);
    }

    [Fact]
    public async Task Refresh_ObjectGoneAndObjectDrifted_StateFollows()
    {
        await _harness.UpAsync(Two(1));
        _harness.Memory.Cloud.TryRemove("second-2", out _);
        _harness.Memory.Cloud["first-1"] = PropertyMap.Of(("size", 9));

        Assert.True(await _harness.RefreshAsync());

        Assert.Equal(["delete second", "update first"], _harness.Sink.Changes.Order());
        Assert.Equal(PropertyMap.Of(("size", 9)), _harness.Saved.Resources.Single(static r => r.Urn.Name == "first").Inputs);
        Assert.True(await _harness.UpAsync(Two(1)));
        Assert.Equal(["create second", "update first"], _harness.Sink.Changes.Order());
    }

    [Fact]
    public async Task Import_ExistingObject_IsTakenOverAndBroughtInLine()
    {
        _harness.Memory.Cloud["wild-7"] = PropertyMap.Of(("size", 1));

        Assert.True(await _harness.UpAsync(One(PropertyMap.Of(("size", 2)), static r => r.ImportId = "wild-7")));

        Assert.Equal(["update thing"], _harness.Sink.Changes);
        Assert.Equal(PropertyMap.Of(("size", 2)), _harness.Memory.Cloud["wild-7"]);
    }

    [Fact]
    public async Task RemoteComponent_IsConstructedWithItsChildren()
    {
        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var made = await program.RegisterAsync("memory:index:Site", "site", static r => (r.Custom, r.Remote) = (false, true));
            Assert.Equal("http://made.example", made.Object.Fields["url"].StringValue);
        }));

        Assert.Equal("urn:pulumi:dev::demo::memory:index:Site$memory:index:Thing::site-child", _harness.Saved.Resources[^1].Urn.Value);
    }

    [Fact]
    public async Task StackReference_ReadsTheOutputsOfAnotherStack()
    {
        await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            await program.OutputsAsync(program.Stack, PropertyMap.Of(("url", "http://a"), ("key", PropertyValue.SecretOf("k"))));
        });

        Assert.True(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var read = await program.Monitor.ReadResourceAsync(new ReadResourceRequest { Id = "organization/demo/dev", Name = "other", Type = "pulumi:pulumi:StackReference", Parent = program.Stack, AcceptSecrets = true });
            var outputs = WireValues.Read(read.Properties);
            Assert.Equal("http://a", outputs.Map("outputs")!.Text("url"));
            Assert.Equal(PropertyValue.ListOf("key"), outputs["secretOutputNames"]);
        }));
    }

    [Fact]
    public async Task Cancel_DuringCreate_StateKnowsWhatWasMade()
    {
        using var stop = new CancellationTokenSource();
        _harness.Memory.BeforeCreate = _ => stop.CancelAsync();

        Assert.False(await _harness.UpAsync(One(PropertyMap.Empty), stop.Token));

        Assert.Single(_harness.Memory.Cloud);
        Assert.Equal("thing-1", _harness.Saved.Resources[^1].Id);
        Assert.Empty(_harness.Saved.PendingOperations);
    }

    [Fact]
    public async Task CrashAfterCreate_NextRunTakesTheObjectOver()
    {
        var program = One(PropertyMap.Of(("id", "fixed")));
        byte[]? crashed = null;
        _harness.Memory.AfterCreate = _ =>
        {
            // What a kill at this moment would leave on disk.
            crashed = File.ReadAllBytes(_harness.Store.FileOf(_harness.Stack));
            return Task.CompletedTask;
        };
        Assert.True(await _harness.UpAsync(program));
        _harness.Memory.AfterCreate = static _ => Task.CompletedTask;
        File.WriteAllBytes(_harness.Store.FileOf(_harness.Stack), crashed!);
        Assert.Equal(["creating"], _harness.Saved.PendingOperations.Select(static p => p.Kind));

        Assert.True(await _harness.UpAsync(program));

        Assert.Equal(["create fixed", "update fixed"], _harness.Memory.Journal);
        Assert.Empty(_harness.Saved.PendingOperations);
        Assert.Empty(_harness.Saved.Resources[^1].InitErrors);
    }

    [Fact]
    public async Task OutputsTwice_SecondCallIsRefused()
    {
        Assert.False(await _harness.UpAsync(static async program =>
        {
            await program.StackAsync();
            var component = await program.RegisterAsync("my:index:Component", "c", static r => r.Custom = false);
            await program.OutputsAsync(component.Urn, PropertyMap.Of(("a", 1)));
            await program.OutputsAsync(component.Urn, PropertyMap.Of(("a", 2)));
        }));

        Assert.Contains(_harness.Sink.Errors, static e => e.Contains("whose registration isn't pending", StringComparison.Ordinal));
    }

    private static Func<RawProgram, Task> Two(double size) => async program =>
    {
        await program.StackAsync();
        await program.ThingAsync("first", PropertyMap.Of(("size", size)));
        await program.ThingAsync("second", PropertyMap.Of(("size", 1)));
    };

    private static Func<RawProgram, Task> One(PropertyMap inputs, Action<RegisterResourceRequest>? change = null) => async program =>
    {
        await program.StackAsync();
        await program.ThingAsync("thing", inputs, change);
    };

    private static string WithoutTimes(string text) =>
        string.Join('\n', text.Split('\n').Where(static l => !l.Contains("\"time\":", StringComparison.Ordinal)));
}
