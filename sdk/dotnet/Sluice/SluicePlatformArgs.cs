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
    /// The Gateway API's own definitions: <c>none</c> (the default: they are there already), <c>standard</c> or <c>experimental</c>, taken
    /// from the official release.
    /// </summary>
    [Input("crds")]
    public string? Crds { get; set; }

    /// <summary>True to not wait until the classes are accepted.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }
}
