namespace Sluice.Conformance.Tests.Suite;

/// <summary>An official test: its ShortName (the class's name) and the features it needs.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ConformanceTestAttribute(params string[] features) : Attribute
{
    public IReadOnlyList<string> Features { get; } = features;

    /// <summary>True for a test that the suite marks provisional.</summary>
    public bool Provisional { get; init; }
}
