using Sluice.Control.Leadership;
using Sluice.Control.Trust;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control;

/// <summary>What control needs to know at its start.</summary>
public sealed record ControlOptions
{
    /// <summary>Name of this replica: the pod's.</summary>
    public required string Identity { get; init; }

    /// <summary>The namespace control runs in.</summary>
    public string Namespace { get; init; } = ControlDefaults.ControlNamespace;

    /// <summary>Name of the Service in front of control's replicas.</summary>
    public string ServiceName { get; init; } = ControlDefaults.ControlName;

    public string ControllerName { get; init; } = ControlDefaults.ControllerName;

    /// <summary>Image of the proxies that are deployed; usually control's own.</summary>
    public required string ProxyImage { get; init; }

    /// <summary>False: nothing is deployed for any Gateway, as if all were deployed manually.</summary>
    public bool DeployProxies { get; init; } = true;

    /// <summary>Null: the cluster's default for the image.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Times of the election; names come from the options here.</summary>
    public LeaderElectionOptions Election { get; init; } = new() { Namespace = "", Identity = "" };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal TrustTimes Trust { get; init; } = new();

    /// <summary>The Service of the mesh proxies; the mesh is on while it is there.</summary>
    internal ObjectKey MeshService => new(Namespace, MeshNames.Proxies);

    /// <summary>Names that proxies may address control by.</summary>
    internal IReadOnlyList<string> ServingNames =>
        [$"{ServiceName}.{Namespace}.svc", $"{ServiceName}.{Namespace}.svc.cluster.local", $"{ServiceName}.{Namespace}", ServiceName];

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Identity))
        {
            yield return "The name of this replica is empty. Set POD_NAME, from metadata.name.";
        }

        if (string.IsNullOrWhiteSpace(ProxyImage))
        {
            yield return "The image of the proxies is empty. Set --image or SLUICE_IMAGE to control's own image.";
        }

        if (string.IsNullOrWhiteSpace(Namespace))
        {
            yield return "The namespace of control is empty. Set POD_NAMESPACE, from metadata.namespace.";
        }
    }
}
