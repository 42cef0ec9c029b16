namespace Sluice.GatewayApi.Core;

/// <summary>A running program, as far as routing looks at it.</summary>
[KubernetesKind("", "Pod", Versions = ["v1"], StorageVersion = "v1", Plural = "pods", Namespaced = true, ShortNames = ["po"], HasStatus = true)]
public sealed class Pod() : KubernetesObject("v1", "Pod")
{
    /// <summary>State.</summary>
    public PodStatus? Status { get; set; }
}

/// <summary>State of a pod.</summary>
public sealed class PodStatus : SchemaObject
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string? Phase { get; set; }

    /// <summary>Its address.</summary>
    public string? PodIP { get; set; }

    /// <summary>Its addresses, one per family.</summary>
    public IList<PodAddress>? PodIPs { get; set; }

    /// <summary>Its state as conditions.</summary>
    public IList<Condition>? Conditions { get; set; }
}

/// <summary>An address of a pod.</summary>
public sealed class PodAddress : SchemaObject
{
    /// <summary>The address.</summary>
    public string? Ip { get; set; }
}
