using Sluice.Synthesis;

namespace Sluice.Checking;

/// <summary>Checks of the platform's arguments.</summary>
internal static class SluicePlatformChecks
{
    public static ArgsCheck Check(SluicePlatformArgs args)
    {
        var check = new ArgsCheck();
        check.Value("image", args.Image, image => image.Length > 0 && !image.Any(char.IsWhiteSpace)
            ? null
            : Problem.Malformed(image, "Use an image reference such as ghcr.io/sluice-dev/gateway:0.1.0."));
        check.Value("imagePullPolicy", args.ImagePullPolicy, Rules.OneOf("IfNotPresent", "Always", "Never"));
        check.Value("replicas", args.Replicas, Rules.AtLeastOne);
        check.Value("meshReplicas", args.MeshReplicas, Rules.AtLeastOne);
        check.Choice("crds", args.Crds, GatewayApiRelease.None, GatewayApiRelease.Standard, GatewayApiRelease.Experimental);
        return check;
    }
}
