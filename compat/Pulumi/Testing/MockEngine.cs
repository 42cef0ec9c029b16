using System.Collections.Immutable;
using Pulumi.Experimental;

namespace Pulumi.Testing;

/// <summary>Keeps the errors a program logs.</summary>
internal sealed class MockEngine : IEngineClient
{
    private ImmutableList<string> _errors = ImmutableList<string>.Empty;

    public ImmutableList<string> Errors => _errors;

    public Task LogAsync(LogRequest request)
    {
        if (request.Severity == LogSeverity.Error)
        {
            ImmutableInterlocked.Update(ref _errors, errors => errors.Add(request.Message));
        }

        return Task.CompletedTask;
    }

    public Task RequirePulumiVersionAsync(string range) => Task.CompletedTask;
}
