namespace Sluice.LocalCluster.Node.Volumes;

/// <summary>A volume cannot be set up now; the message is what FailedMount shows.</summary>
internal sealed class VolumeException(string message) : Exception(message);
