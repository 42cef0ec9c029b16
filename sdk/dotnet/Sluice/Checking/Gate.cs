using System.Collections.Immutable;
using Pulumi;
using Sluice.GatewayApi.Validation;

namespace Sluice.Checking;

/// <summary>
/// Holds a component's objects back until its arguments are found valid. Values known already, which are most, throw from the component's
/// constructor; for values that come from other resources the objects' names wait, so that none is registered before the verdict.
/// </summary>
internal sealed class Gate
{
    /// <summary>For objects whose arguments nobody has to check.</summary>
    public static readonly Gate Open = new(null);

    private readonly Output<bool>? _verdict;

    private Gate(Output<bool>? verdict)
    {
        _verdict = verdict;
    }

    public static Gate For(string component, string name, ArgsCheck check)
    {
        // What is known now is said now, in the constructor; only the rest waits.
        ThrowIfAny(component, name, check.Settled());
        return check.IsSettled ? Open : new Gate(Output.Create(JudgeAsync(component, name, check.CompleteAsync())));
    }

    /// <summary>The name of an object, once the arguments are known to be valid.</summary>
    public Input<string> Name(string name) => _verdict is null ? name : _verdict.Apply(_ => name);

    private static async Task<bool> JudgeAsync(string component, string name, Task<ImmutableArray<Diagnostic>> problems)
    {
        ThrowIfAny(component, name, await problems.ConfigureAwait(false));
        return true;
    }

    private static void ThrowIfAny(string component, string name, ImmutableArray<Diagnostic> problems)
    {
        if (!problems.IsEmpty)
        {
            throw new InvalidArgsException(component, name, problems);
        }
    }
}
