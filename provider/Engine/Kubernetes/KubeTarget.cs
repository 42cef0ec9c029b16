using System.Text;
using k8s;
using k8s.Exceptions;

namespace Sluice.Engine.Kubernetes;

/// <summary>The one cluster a run may touch.</summary>
/// <param name="Kubeconfig">The file that describes it.</param>
/// <param name="Context">The context in that file; null takes the file's current one.</param>
/// <param name="Title">What people are told before anything happens.</param>
internal sealed record KubeTarget(string Kubeconfig, string? Context, string Title)
{
    /// <exception cref="EngineException">The file or the context does not exist or is malformed.</exception>
    public KubernetesClientConfiguration Load()
    {
        if (!File.Exists(Kubeconfig))
        {
            throw new EngineException($"The kubeconfig '{Kubeconfig}' does not exist. Start the local cluster with `sluice local start`, or name a context of your own kubeconfig with --context.");
        }

        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(Kubeconfig), Context);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException)
        {
            throw new EngineException($"The kubeconfig '{Kubeconfig}'{(Context is null ? "" : $" with context '{Context}'")} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Reads the kubeconfig a provider was given: a path, or the text itself.</summary>
    public static KubernetesClientConfiguration LoadGiven(string kubeconfig, string? context)
    {
        try
        {
            if (!kubeconfig.Contains('\n', StringComparison.Ordinal) && !kubeconfig.TrimStart().StartsWith('{'))
            {
                return new KubeTarget(Path.GetFullPath(kubeconfig), context, kubeconfig).Load();
            }

            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(kubeconfig));
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(stream, context);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException)
        {
            throw new EngineException($"The kubeconfig given to the provider cannot be used: {e.Message}", e);
        }
    }
}
