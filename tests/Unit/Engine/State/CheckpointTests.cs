using System.Text;
using System.Text.Json.Nodes;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.State;

public sealed class CheckpointTests : IDisposable
{
    private static readonly StackName Stack = new("demo", "dev");

    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Export_ReadBack_SaysTheSame()
    {
        var secrets = new SecretsManager(new Passphrase(_folder), null);
        var stack = new ResourceState { Urn = new Urn("urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"), Custom = false };
        var resource = new ResourceState
        {
            Urn = new Urn("urn:pulumi:dev::demo::a:b:C::c"),
            Custom = true,
            Id = "c-1",
            Inputs = PropertyMap.Of(("n", 1.5), ("whole", 80), ("s", PropertyValue.SecretOf(PropertyMap.Of(("x", "y")))), ("inf", double.PositiveInfinity), ("list", PropertyValue.ListOf("a", PropertyValue.NullValue))),
            Outputs = PropertyMap.Of(("ref", new PropertyValue.Reference(stack.Urn, null, ""))),
            Parent = stack.Urn,
            Protect = true,
            Dependencies = [stack.Urn],
            Timeouts = new CustomTimeouts(5, 0, 0, 0),
            Extra = new JsonObject { ["sourcePosition"] = "project:///Program.cs#1,2" },
        };
        var checkpoint = Checkpoint.Empty with { Resources = [stack, resource], PendingOperations = [new PendingOperation(resource, PendingOperation.Updating)] };

        var text = CheckpointFormat.WriteExport(checkpoint, secrets);
        var document = JsonNode.Parse(text)!;
        var back = CheckpointFormat.Read(document, new SecretsManager(new Passphrase(_folder), CheckpointFormat.Salt(document)));

        Assert.Equal(3, document["version"]!.GetValue<int>());
        Assert.Contains("\"whole\": 80", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
        Assert.Equal(resource.Inputs, back.Resources[1].Inputs);
        Assert.Equal(resource.Outputs, back.Resources[1].Outputs);
        Assert.Equal(resource.Timeouts, back.Resources[1].Timeouts);
        Assert.Equal("project:///Program.cs#1,2", back.Resources[1].Extra!["sourcePosition"]!.GetValue<string>());
        Assert.Equal("updating", back.PendingOperations[0].Kind);
        Assert.Equal(Encoding.UTF8.GetString(text).Length, Encoding.UTF8.GetString(CheckpointFormat.WriteExport(checkpoint, secrets)).Length);
    }

    [Fact]
    public void Load_CorruptFile_MessageNamesFilePlaceAndCureAndLeavesItAlone()
    {
        var store = new StackStore(_folder);
        store.Save(Stack, Checkpoint.Empty, new SecretsManager(new Passphrase(_folder), null));
        var file = store.FileOf(Stack);
        File.WriteAllText(file, "{\"version\": 3,\n  \"checkpoint\": {,}}");

        var error = Assert.Throws<EngineException>(() => store.Load(Stack, new Passphrase(_folder)));

        Assert.Contains("The state file of stack demo/dev is corrupt: it is not valid JSON (line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("cure:", error.Message, StringComparison.Ordinal);
        Assert.Contains("{,}", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BrokenReference_IsCorrupt()
    {
        var store = new StackStore(_folder);
        var orphan = new ResourceState { Urn = new Urn("urn:pulumi:dev::demo::a:b:C::c"), Custom = true, Id = "1", Parent = new Urn("urn:pulumi:dev::demo::a:b:P::p") };
        store.Save(Stack, Checkpoint.Empty with { Resources = [orphan] }, new SecretsManager(new Passphrase(_folder), null));

        var error = Assert.Throws<EngineException>(() => store.Load(Stack, new Passphrase(_folder)));

        Assert.Contains("refers to missing parent urn:pulumi:dev::demo::a:b:P::p", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_SecondRun_IsRefusedUntilTheFirstEnds()
    {
        var store = new StackStore(_folder);
        using (StackLock.Acquire(store, Stack, DateTimeOffset.UnixEpoch))
        {
            var error = Assert.Throws<EngineException>(() => StackLock.Acquire(store, Stack, DateTimeOffset.UnixEpoch));
            Assert.Contains($"the stack is currently locked by 1 lock(s)", error.Message, StringComparison.Ordinal);
            Assert.Contains($"pid {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        }

        StackLock.Acquire(store, Stack, DateTimeOffset.UnixEpoch).Dispose();
    }

    [Fact]
    public void Lock_LeftByADeadProcess_IsTakenOver()
    {
        var store = new StackStore(_folder);
        Directory.CreateDirectory(store.LockFolder(Stack));
        File.WriteAllText(Path.Combine(store.LockFolder(Stack), "x.json"), $$"""{"pid": 2147483646, "hostname": "{{Environment.MachineName}}", "username": "u", "timestamp": "t"}""");

        StackLock.Acquire(store, Stack, DateTimeOffset.UnixEpoch).Dispose();
    }

    [Fact]
    public void Lock_HeldByThePulumiCliElsewhere_IsRespected()
    {
        var store = new StackStore(_folder);
        Directory.CreateDirectory(store.LockFolder(Stack));
        File.WriteAllText(Path.Combine(store.LockFolder(Stack), "x.json"), """{"pid": 1, "hostname": "another", "username": "u", "timestamp": "t"}""");

        Assert.Throws<EngineException>(() => StackLock.Acquire(store, Stack, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Passphrase_WrongOne_IsSaid()
    {
        var salt = PassphraseCrypter.Create("right").Salt;

        var error = Assert.Throws<EngineException>(() => PassphraseCrypter.Open(salt, "wrong"));

        Assert.StartsWith("incorrect passphrase", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("v1:", salt, StringComparison.Ordinal);
        Assert.Equal(5, salt.Split(':').Length);
    }
}
