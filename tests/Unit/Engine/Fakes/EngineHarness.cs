using System.Collections.Immutable;
using Grpc.Core;
using Sluice.Engine.Hosting;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.Providers.Builtin;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>One stack in a folder of its own, run by programs that are delegates.</summary>
internal sealed class EngineHarness : IDisposable
{
    public static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    public EngineHarness()
    {
        Folder = Directory.CreateTempSubdirectory("sluice-engine-").FullName;
        Store = new StackStore(Folder);
    }

    public string Folder { get; }

    public StackStore Store { get; }

    public MemoryPackage Memory { get; } = new();

    public StackName Stack { get; init; } = new("demo", "dev");

    public ImmutableArray<string> Targets { get; set; } = [];

    /// <summary>Further packages.</summary>
    public Func<IEnumerable<IProviderPackage>> Extra { get; set; } = static () => [];

    public bool IgnoreProtect { get; set; }

    public Dictionary<string, ConfigValue> Config { get; } = new(StringComparer.Ordinal);

    public RecordingSink Sink { get; private set; } = new();

    public Checkpoint Saved => Store.Load(Stack, new Passphrase(Folder)).Checkpoint;

    public async Task<StackSession> OpenAsync(CancellationToken cancellation = default)
    {
        var passphrase = new Passphrase(Folder);
        return await StackSession.OpenAsync(
            new StackSessionOptions
            {
                Stack = Stack,
                Store = Store,
                Passphrase = passphrase,
                Packages = () => [Memory, new BuiltinPackage(Store, Stack, passphrase), .. Extra()],
                Targets = Targets,
                IgnoreProtect = IgnoreProtect,
                Config = Config,
            },
            Sink,
            cancellation);
    }

    public Task<bool> UpAsync(Func<RawProgram, Task> program, CancellationToken cancellation = default) => RunAsync(RunMode.Apply, program, cancellation);

    public Task<bool> PreviewAsync(Func<RawProgram, Task> program) => RunAsync(RunMode.Preview, program, default);

    public async Task<bool> DestroyAsync()
    {
        Sink = new RecordingSink();
        using var session = await OpenAsync();
        return await session.DestroyAsync(RunMode.Apply, Sink, default).WaitAsync(Guard);
    }

    public async Task<bool> RefreshAsync()
    {
        Sink = new RecordingSink();
        using var session = await OpenAsync();
        return await session.RefreshAsync(RunMode.Apply, Sink, default).WaitAsync(Guard);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<bool> RunAsync(RunMode mode, Func<RawProgram, Task> program, CancellationToken cancellation)
    {
        Sink = new RecordingSink();
        using var session = await OpenAsync(cancellation);
        return await session.UpdateAsync(mode, Run, Sink, cancellation).WaitAsync(Guard, CancellationToken.None);

        async Task<(ProgramEnd End, string? Error)> Run(Sluice.Engine.Deployments.DeploymentOptions options, string address, Sluice.Engine.Events.IEventSink events, CancellationToken stop)
        {
            using var raw = new RawProgram(address);
            try
            {
                await program(raw);
                return (ProgramEnd.Success, null);
            }
            catch (RpcException e)
            {
                return (ProgramEnd.Failed, e.Status.Detail);
            }
        }
    }
}
