namespace Sluice.GatewayApi;

/// <summary>Name, namespace, labels and what the server keeps about an object.</summary>
public sealed class ObjectMeta : SchemaObject
{
    /// <summary>Name, unique per kind and namespace.</summary>
    public string? Name { get; set; }

    /// <summary>Prefix from which the server makes a name when <see cref="Name"/> is absent.</summary>
    public string? GenerateName { get; set; }

    /// <summary>Namespace; null for cluster-wide kinds.</summary>
    public string? Namespace { get; set; }

    /// <summary>Labels, for selection.</summary>
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations, for everything else.</summary>
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Identity of this object over its life, set by the server.</summary>
    public string? Uid { get; set; }

    /// <summary>Changes with every write, set by the server.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Counts the changes of the wanted state, set by the server.</summary>
    public long? Generation { get; set; }

    /// <summary>RFC 3339, set by the server.</summary>
    public string? CreationTimestamp { get; set; }

    /// <summary>RFC 3339; set once deletion is asked for.</summary>
    public string? DeletionTimestamp { get; set; }

    /// <summary>Who has to agree before the object goes.</summary>
    public IList<string>? Finalizers { get; set; }

    /// <summary>Objects with which this one goes.</summary>
    public IList<OwnerReference>? OwnerReferences { get; set; }
}

/// <summary>Refers to an owner.</summary>
public sealed class OwnerReference : SchemaObject
{
    /// <summary>Group and version of the owner.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind of the owner.</summary>
    public string? Kind { get; set; }

    /// <summary>Name of the owner.</summary>
    public string? Name { get; set; }

    /// <summary>Identity of the owner.</summary>
    public string? Uid { get; set; }

    /// <summary>True for the one that manages the object.</summary>
    public bool? Controller { get; set; }

    /// <summary>True where deletion in the foreground waits for this object.</summary>
    public bool? BlockOwnerDeletion { get; set; }
}
