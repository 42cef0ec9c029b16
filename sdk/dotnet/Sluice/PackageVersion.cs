namespace Sluice;

/// <summary>The version of this package, which is also the tag of the image it deploys.</summary>
internal static class PackageVersion
{
    public static string Text { get; } = typeof(PackageVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
