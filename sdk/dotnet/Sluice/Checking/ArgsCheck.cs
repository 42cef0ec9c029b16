using System.Collections.Immutable;
using Pulumi;
using Pulumi.Utilities;
using Sluice.GatewayApi.Validation;

namespace Sluice.Checking;

/// <summary>
/// Collects the problems of one component's arguments. Plain values are judged at once; inputs are judged when they have a value, and not
/// at all while it is unknown. The property path of every problem is the argument's, as programs in any language spell it.
/// </summary>
internal sealed class ArgsCheck
{
    private readonly List<Task<Diagnostic?>> _findings = [];

    public void Report(string path, Problem? problem)
    {
        if (problem is not null)
        {
            _findings.Add(Task.FromResult<Diagnostic?>(new Diagnostic(problem.Code, path, problem.Message)));
        }
    }

    /// <summary>Judges an optional value.</summary>
    public void Value<T>(string path, Input<T>? input, Func<T, Problem?> rule)
    {
        if (input is not null)
        {
            _findings.Add(JudgeAsync(path, input.ToOutput(), rule));
        }
    }

    /// <summary>Judges a value that has to be there.</summary>
    public void Required<T>(string path, Input<T>? input, Func<T, Problem?> rule, string cure)
    {
        if (input is null)
        {
            Report(path, Problem.Missing(cure));
        }
        else
        {
            Value(path, input, rule);
        }
    }

    /// <summary>Judges a plain value that is one of a few words.</summary>
    public void Choice(string path, string? value, params string[] allowed)
    {
        if (value is not null && !allowed.Contains(value, StringComparer.Ordinal))
        {
            Report(path, Problem.NotAllowed(value, allowed));
        }
    }

    /// <summary>True unless an input waits for another resource.</summary>
    public bool IsSettled => _findings.TrueForAll(finding => finding.IsCompletedSuccessfully);

    /// <summary>The problems of everything that is known by now, ordered by path.</summary>
    public ImmutableArray<Diagnostic> Settled() => Ordered(_findings.Where(finding => finding.IsCompletedSuccessfully).Select(finding => finding.Result));

    /// <summary>All problems, ordered by path, once every input has a value.</summary>
    public async Task<ImmutableArray<Diagnostic>> CompleteAsync() => Ordered(await Task.WhenAll(_findings).ConfigureAwait(false));

    private static ImmutableArray<Diagnostic> Ordered(IEnumerable<Diagnostic?> found) =>
        [.. found.OfType<Diagnostic>().Distinct().OrderBy(diagnostic => diagnostic.Path, StringComparer.Ordinal)];

    private static async Task<Diagnostic?> JudgeAsync<T>(string path, Output<T> output, Func<T, Problem?> rule)
    {
        if (!await OutputUtilities.GetIsKnownAsync(output).ConfigureAwait(false))
        {
            return null;
        }

        var value = await OutputUtilities.GetValueAsync(output).ConfigureAwait(false);
        var problem = value is null ? Problem.Missing("Give the argument a value or leave it out.") : rule(value);
        return problem is null ? null : new Diagnostic(problem.Code, path, problem.Message);
    }
}
