namespace Sluice.LocalCluster.Tests.Kubectl;

/// <summary>A test that runs the real kubectl; skipped, with the reason, where it is not on PATH.</summary>
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (Path is null)
        {
            Skip = "kubectl is not on PATH.";
        }
    }

    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => System.IO.Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
}
