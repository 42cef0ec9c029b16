namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>One bound address of a Service.</summary>
internal interface IServiceListener : IDisposable
{
    /// <summary>New connections go there from now on; existing ones stay.</summary>
    ServiceTarget Target { get; set; }
}
