namespace Pulumi;

/// <summary>The arguments of a resource.</summary>
public abstract class ResourceArgs : InputArgs
{
    public static readonly ResourceArgs Empty = new None();

    private protected override void ValidateMember(Type memberType, string fullName)
    {
        // Every member type may be sent; what cannot be serialized is reported with its path when it is.
    }

    private sealed class None : ResourceArgs;
}
