using System.Collections.Immutable;

namespace Sluice.Translation;

/// <summary>What translation needs to know beside the cluster.</summary>
public sealed record TranslationOptions
{
    public const string DefaultControllerName = "sluice.dev/gateway-controller";

    public static readonly TranslationOptions Default = new();

    /// <summary>Classes that name this controller, and what hangs on them, are ours.</summary>
    public string ControllerName { get; init; } = DefaultControllerName;

    /// <summary>The Service of the mesh proxies; while it is there, Services can be parents of routes.</summary>
    public ObjectKey MeshService { get; init; } = new("sluice-system", Mesh.MeshNames.Proxies);

    /// <summary>Written to every class of ours; sorted on the way.</summary>
    public ImmutableArray<string> SupportedFeatures { get; init; } = Translation.SupportedFeatures.Gateway;
}
