using System.Collections.Immutable;
using Pulumi;
using Sluice.GatewayApi.Validation;

namespace Sluice;

/// <summary>A component was given arguments that cannot work. The message lists every problem with its cure.</summary>
public sealed class InvalidArgsException : RunException
{
    internal InvalidArgsException(string component, string name, ImmutableArray<Diagnostic> problems)
        : base(Describe(component, name, problems))
    {
        Problems = [.. problems];
    }

    /// <summary>The problems, ordered by the path of the argument.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; }

    private static string Describe(string component, string name, ImmutableArray<Diagnostic> problems)
    {
        var head = problems.Length == 1 ? "1 problem" : $"{problems.Length} problems";
        return $"{component} \"{name}\" has {head} in its arguments:\n{string.Join("\n", problems.Select(problem => $"  {problem}"))}";
    }
}
