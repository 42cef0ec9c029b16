namespace Sluice.Conformance.Tests.Suite;

/// <summary>How a case ended.</summary>
internal sealed record CaseOutcome(string ShortName, IReadOnlyList<string> Features, bool Provisional, bool Passed, TimeSpan Duration);
