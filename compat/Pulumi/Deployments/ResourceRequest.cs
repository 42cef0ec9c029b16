using Google.Protobuf.WellKnownTypes;

namespace Pulumi;

/// <summary>Everything a resource was constructed with, after transformations and inheritance.</summary>
internal sealed record ResourceRequest(Resource Resource, bool Remote, ResourceArgs Args, ResourceOptions Options, RegisterPackageRequest? Package)
{
    public string Type => Resource.GetResourceType();

    public string Name => Resource.GetResourceName();

    public bool Custom => Resource is CustomResource;

    public string Label => $"resource:{Name}[{Type}]";
}

/// <summary>What the engine answered.</summary>
internal sealed record ResourceAnswer(string Urn, string Id, Struct State)
{
    /// <summary>Per output of a remote component, what it depends on.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Dependencies { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>False if the step failed or was skipped and the program goes on nevertheless.</summary>
    public bool Succeeded { get; init; } = true;
}

/// <summary>The parts of a request that reading and registering have in common.</summary>
internal sealed record PreparedResource(Struct Properties, string Parent, string Provider, string? PackageReference)
{
    public required IReadOnlyCollection<string> Dependencies { get; init; }

    public required IReadOnlyDictionary<string, HashSet<string>> PropertyDependencies { get; init; }
}
