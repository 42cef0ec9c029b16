namespace Pulumi.Experimental.Provider;

/// <summary>What is wrong with one property.</summary>
public sealed class CheckFailure
{
    public CheckFailure(string property, string reason)
    {
        Property = property;
        Reason = reason;
    }

    public string Property { get; set; }

    public string Reason { get; set; }
}
