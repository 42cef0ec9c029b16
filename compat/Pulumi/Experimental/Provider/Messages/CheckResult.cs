namespace Pulumi.Experimental.Provider;

/// <summary>The outcome of a validation.</summary>
public class CheckResult
{
    public static readonly CheckResult Empty = new([]);

    public CheckResult(IList<CheckFailure> failures)
    {
        Failures = failures;
    }

    public bool IsValid => Failures.Count == 0;

    public IList<CheckFailure> Failures { get; set; }
}
