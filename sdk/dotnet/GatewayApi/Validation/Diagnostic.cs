namespace Sluice.GatewayApi.Validation;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>Accepted, but probably not what is meant.</summary>
    Warning,

    /// <summary>Refused.</summary>
    Error,
}

/// <summary>A problem of an object, in plain words with the cure.</summary>
/// <param name="Code">Stable code, see <see cref="DiagnosticCodes"/>.</param>
/// <param name="Path">The field, for example <c>spec.rules[0].backendRefs[1].port</c>.</param>
/// <param name="Message">What was seen, what is allowed, what to do.</param>
/// <param name="Severity">How bad it is.</param>
public sealed record Diagnostic(string Code, string Path, string Message, Severity Severity = Severity.Error)
{
    /// <summary>The same problem in the words of an API server; null where a server would not complain.</summary>
    public ServerCause? Cause { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"{Message} [{Code}]" : $"{Path}: {Message} [{Code}]";
}

/// <summary>One entry of <c>details.causes</c> in the answer of an API server.</summary>
/// <param name="Field">Field path, or <c>&lt;nil&gt;</c>.</param>
/// <param name="Reason">For example <c>FieldValueInvalid</c>.</param>
/// <param name="Message">What clients show.</param>
public sealed record ServerCause(string Field, string Reason, string Message);
