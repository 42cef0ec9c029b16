namespace Sluice.LocalCluster.Node.Pods;

/// <summary>A container's configuration cannot be resolved now; the message is what CreateContainerConfigError shows.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
