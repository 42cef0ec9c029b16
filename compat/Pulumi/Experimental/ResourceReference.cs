namespace Pulumi.Experimental;

/// <summary>A resource as a value.</summary>
public readonly struct ResourceReference : IEquatable<ResourceReference>
{
    public ResourceReference(Urn urn, PropertyValue? id, string version)
    {
        URN = urn;
        Id = id;
        PackageVersion = version;
    }

    public Urn URN { get; }

    /// <summary>The id; null for a component, computed while it is not known.</summary>
    public PropertyValue? Id { get; }

    public string PackageVersion { get; }

    public static bool operator ==(ResourceReference left, ResourceReference right) => left.Equals(right);

    public static bool operator !=(ResourceReference left, ResourceReference right) => !left.Equals(right);

    public bool Equals(ResourceReference other)
        => URN == other.URN && Equals(Id, other.Id) && PackageVersion == other.PackageVersion;

    public override bool Equals(object? obj) => obj is ResourceReference other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(URN, Id, PackageVersion);
}
