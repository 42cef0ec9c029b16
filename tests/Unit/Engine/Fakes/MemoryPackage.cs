using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sluice.Engine.Deployments;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Fakes;

/// <summary>
/// A provider whose cloud is a dictionary. Inputs steer it: <c>force</c> changes replace, <c>fail</c> refuses, <c>stuck</c> is made
/// but never becomes ready, <c>bad</c> does not pass the check.
/// </summary>
internal sealed class MemoryPackage : IProviderPackage
{
    private int _ids;

    public string Name => "memory";

    public string DefaultVersion => "1.0.0";

    public ConcurrentDictionary<string, PropertyMap> Cloud { get; } = new(StringComparer.Ordinal);

    /// <summary>Every change, in the order it happened.</summary>
    public ConcurrentQueue<string> Journal { get; } = new();

    /// <summary>Runs before a creation is done; a test's place to interrupt one.</summary>
    public Func<Urn, Task> BeforeCreate { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs after the cloud has the resource and before the engine learns of it.</summary>
    public Func<Urn, Task> AfterCreate { get; set; } = static _ => Task.CompletedTask;

    public Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation) => Task.FromResult(new CheckResult(request.News, []));

    public DiffResult DiffConfig(PropertyMap olds, PropertyMap news) =>
        new([.. PropertyDiff.Between(olds, news).Select(static d => d.Path.ToString() == "region" ? d.AsReplace() : d)]);

    public Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation) => Task.FromResult<IResourceProvider>(new Provider(this));

    private sealed class Provider(MemoryPackage package) : IResourceProvider
    {
        public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation)
        {
            ImmutableArray<CheckFailure> failures = request.News.Has("bad") ? [new CheckFailure("bad", "must not be set")] : [];
            return Task.FromResult(new CheckResult(request.News, failures));
        }

        public Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation) => Task.FromResult(
            new DiffResult([.. PropertyDiff.Between(request.OldInputs, request.News).Select(static d => d.Path.ToString().StartsWith("force", StringComparison.Ordinal) ? d.AsReplace() : d)]));

        public async Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation)
        {
            if (request.Inputs.Has("fail"))
            {
                throw new ProviderException($"the cloud refuses {request.Context.Urn.Name}");
            }

            if (request.Context.Mode == RunMode.Preview)
            {
                return new CreateResult("", request.Inputs.With("computed", PropertyValue.UnknownValue), []);
            }

            await package.BeforeCreate(request.Context.Urn);
            var id = request.Inputs.Text("id") ?? $"{request.Context.Urn.Name}-{Interlocked.Increment(ref package._ids)}";
            package.Cloud[id] = request.Inputs;
            package.Journal.Enqueue($"create {id}");
            await package.AfterCreate(request.Context.Urn);
            return new CreateResult(id, request.Inputs.With("computed", $"made {request.Context.Urn.Name}"), request.Inputs.Has("stuck") ? ["never became ready"] : []);
        }

        public Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation)
        {
            if (request.Context.Mode == RunMode.Apply)
            {
                package.Cloud[request.Id] = request.News;
                package.Journal.Enqueue($"update {request.Id}");
            }

            return Task.FromResult(new UpdateResult(request.News.With("computed", $"made {request.Context.Urn.Name}"), request.News.Has("stuck") ? ["never became ready"] : []));
        }

        public Task DeleteAsync(DeleteRequest request, CancellationToken cancellation)
        {
            if (request.OldInputs.Has("undeletable"))
            {
                throw new ProviderException("the cloud keeps it");
            }

            package.Cloud.TryRemove(request.Id, out _);
            package.Journal.Enqueue($"delete {request.Id}");
            return Task.CompletedTask;
        }

        public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation) => Task.FromResult(
            package.Cloud.TryGetValue(request.Id, out var found) ? new ReadResult(request.Id, found, found.With("computed", "read"), []) : ReadResult.Gone);

        public Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation) =>
            Task.FromResult(new InvokeResult(args.With("token", token), []));

        public async Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation)
        {
            var self = await registrar.RegisterAsync(request.Goal with { Remote = false, Inputs = PropertyMap.Empty }, cancellation);
            await registrar.RegisterAsync(new ResourceGoal { Type = "memory:index:Thing", Name = request.Goal.Name + "-child", Custom = true, Parent = self.Urn }, cancellation);
            var state = PropertyMap.Of(("url", "http://made.example"));
            await registrar.RegisterOutputsAsync(self.Urn, state, cancellation);
            return new ConstructResult(self.Urn, state, new Dictionary<string, IReadOnlyList<Urn>>());
        }

        public string? IdOf(Urn urn, PropertyMap inputs) => inputs.Text("id");

        public bool IsOurs(ReadResult found) => true;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
