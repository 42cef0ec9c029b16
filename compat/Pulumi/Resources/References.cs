using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A resource of which only the URN is known.</summary>
internal sealed class DependencyResource : CustomResource
{
    public DependencyResource(string urn)
        : base("", "", ResourceArgs.Empty, options: null, ResourceKind.Reference, package: null)
    {
        Urn = new Output<string>(new OutputData<string>([this], urn, IsKnown: true, IsSecret: false));
    }
}

/// <summary>A provider of which only the reference <c>urn::id</c> is known.</summary>
internal sealed class DependencyProviderResource : ProviderResource
{
    public DependencyProviderResource(string reference)
        : base(PackageOf(reference), "", ResourceArgs.Empty, options: null, ResourceKind.Reference, request: null)
    {
        var separator = Separator(reference);
        var self = ImmutableHashSet.Create<Resource>(this);
        Urn = new Output<string>(new OutputData<string>(self, reference[..separator], IsKnown: true, IsSecret: false));
        Id = new Output<string>(new OutputData<string>(self, reference[(separator + 2)..], IsKnown: true, IsSecret: false));
    }

    // The last part of the type pulumi:providers:<package> that the URN carries.
    private static string PackageOf(string reference)
        => reference[..Separator(reference)].Split("::", 4)[2].Split('$')[^1].Split(':') is [_, _, var package, ..] ? package : "";

    private static int Separator(string reference)
        => reference.LastIndexOf("::", StringComparison.Ordinal) is var index and >= 0
            ? index
            : throw new ArgumentException($"Expected \"::\" in provider reference ${reference}.");
}
