namespace Sluice.LocalCluster.Hosting;

/// <summary>The cluster cannot be started; the message says why and what to do.</summary>
public sealed class ClusterStartException : Exception
{
    public ClusterStartException(string message)
        : base(message)
    {
    }

    public ClusterStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
