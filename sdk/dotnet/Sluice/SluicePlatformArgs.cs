using Pulumi;

namespace Sluice;

/// <summary>Arguments of <see cref="SluicePlatform"/>.</summary>
public sealed class SluicePlatformArgs : ResourceArgs
{
    /// <summary>Image of the controller and the proxies; that of this package's version if absent.</summary>
    [Input("image")]
    public Input<string>? Image { get; set; }

    /// <summary>When nodes fetch the image: <c>IfNotPresent</c> (the default), <c>Always</c> or <c>Never</c>.</summary>
    [Input("imagePullPolicy")]
    public Input<string>? ImagePullPolicy { get; set; }

    /// <summary>Number of controllers, of which one leads; 2 if absent.</summary>
    [Input("replicas")]
    public Input<int>? Replicas { get; set; }

    /// <summary>
    /// True for a mesh: routes whose parent is a Service (GAMMA). Services take part by the label <see cref="PlatformNames.MeshLabel"/>, on
    /// them or on their Namespace. No if absent.
    /// </summary>
    [Input("mesh")]
    public bool? Mesh { get; set; }

    /// <summary>Number of mesh proxies, which all captured Services of the cluster share; 2 if absent.</summary>
    [Input("meshReplicas")]
    public Input<int>? MeshReplicas { get; set; }

    /// <summary>
    /// The Gateway API's own definitions: <c>none</c> (the default: they are there already), <c>standard</c> or <c>experimental</c>, taken
    /// from the official release.
    /// </summary>
    [Input("crds")]
    public string? Crds { get; set; }

    /// <summary>True to not wait until the classes are accepted.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }
}
