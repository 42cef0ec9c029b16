using Pulumi;
using Sluice;

namespace Platform;

/// <summary>Sluice itself, in a stack that every other stack of the cluster builds on.</summary>
public sealed class PlatformStack : Stack
{
    public PlatformStack()
    {
        var config = new Config();
        var args = new SluicePlatformArgs 
        {
            Replicas = config.GetInt32("replicas") ?? 2,
            Mesh = config.GetBoolean("mesh") ?? true,
            MeshReplicas = config.GetInt32("meshReplicas") ?? 1,
            Crds = config.Get("crds"),
        };
        if (!string.IsNullOrEmpty(config.Get("image")))
        {
            args.Image = config.Require("image");
        }

        var platform = new SluicePlatform("sluice", args);
        Namespace = platform.Namespace;
        ClassName = platform.ClassName;
        UnmanagedClassName = platform.UnmanagedClassName;
    }

    /// <summary>Where the controller runs.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; private set; }

    /// <summary>The class of gateways whose proxies Sluice runs.</summary>
    [Output("className")]
    public Output<string> ClassName { get; private set; }

    /// <summary>The class of gateways whose proxies somebody else runs.</summary>
    [Output("unmanagedClassName")]
    public Output<string> UnmanagedClassName { get; private set; }
}
