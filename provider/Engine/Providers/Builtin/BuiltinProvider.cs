using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers.Builtin;

/// <summary>Serves stack references and the stash.</summary>
internal sealed class BuiltinProvider(StackOutputs outputs) : IResourceProvider
{
    private const string StackReference = "pulumi:pulumi:StackReference";
    private const string Stash = "pulumi:index:Stash";

    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation)
    {
        if (request.Urn.Type is not (StackReference or Stash))
        {
            return Task.FromResult(new CheckResult(request.News, [new CheckFailure("", $"unrecognized resource type {request.Urn.Type}")]));
        }

        var wanted = request.Urn.Type == Stash ? "input" : "name";
        return Task.FromResult(new CheckResult(request.News, request.News.Has(wanted) ? [] : [new CheckFailure(wanted, "missing required property")]));
    }

    public Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation)
    {
        var differences = PropertyDiff.Between(request.OldInputs, request.News);
        return Task.FromResult(new DiffResult(request.Urn.Type == StackReference ? [.. differences.Select(static d => d.AsReplace())] : differences));
    }

    public Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        if (request.Context.Urn.Type == StackReference)
        {
            var name = request.Inputs.Text("name") ?? "";
            return Task.FromResult(new CreateResult(name, outputs.Reference(name), []));
        }

        var input = request.Inputs["input"]!;
        return Task.FromResult(new CreateResult(
            request.Context.Mode == RunMode.Preview ? "" : Guid.NewGuid().ToString(),
            PropertyMap.Of(("input", input), ("output", input)),
            []));
    }

    public Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation) =>
        Task.FromResult(new UpdateResult(request.OldOutputs.With("input", request.News["input"]!), []));

    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellation) => Task.CompletedTask;

    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation) => Task.FromResult(
        request.Context.Urn.Type == StackReference
            ? new ReadResult(request.Id, PropertyMap.Of(("name", request.Id)), outputs.Reference(request.Id), [])
            : new ReadResult(request.Id, request.OldInputs ?? PropertyMap.Empty, request.OldOutputs, []));

    public Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation) => Task.FromResult(token switch
    {
        "pulumi:pulumi:readStackOutputs" => new InvokeResult(outputs.Reference(args.Text("name") ?? ""), []),
        _ => throw new ProviderException($"unrecognized function {token}"),
    });

    public Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation) =>
        throw new ProviderException($"unrecognized component {request.Goal.Type}");

    public string? IdOf(Urn urn, PropertyMap inputs) => null;

    public bool IsOurs(ReadResult found) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
