namespace Sluice.Synthesis;

/// <summary>Where the Gateway API's own definitions come from.</summary>
internal static class GatewayApiRelease
{
    public const string Version = "v1.6.1";
    public const string None = "none";
    public const string Standard = "standard";
    public const string Experimental = "experimental";

    public static string ManifestUrl(string channel) =>
        $"https://github.com/kubernetes-sigs/gateway-api/releases/download/{Version}/{channel}-install.yaml";
}
