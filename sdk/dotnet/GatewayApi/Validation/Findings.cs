namespace Sluice.GatewayApi.Validation;

/// <summary>Collects the problems of one object.</summary>
internal sealed class Findings
{
    /// <summary>Stands for "no field" in a server's causes.</summary>
    public const string NoField = "<nil>";

    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> All => _diagnostics;

    /// <summary>True once a problem was found that keeps a server from looking at the rules.</summary>
    public bool Blocked { get; private set; }

    public void Add(string code, FieldPath path, string plain, string reason, string server, bool blocking = false) =>
        Add(code, path.ToString(), plain, new ServerCause(path.ToString(), reason, server), blocking);

    public void Add(string code, string path, string plain, ServerCause cause, bool blocking = false)
    {
        _diagnostics.Add(new Diagnostic(code, path, plain) { Cause = cause });
        Blocked |= blocking;
    }

    /// <summary>A cause that servers report beside another one; people do not get it twice.</summary>
    public void AddServerOnly(ServerCause cause) => Silent.Add(cause);

    public List<ServerCause> Silent { get; } = [];
}

/// <summary>The reasons of causes.</summary>
internal static class CauseReasons
{
    public const string Invalid = "FieldValueInvalid";
    public const string Required = "FieldValueRequired";
    public const string NotSupported = "FieldValueNotSupported";
    public const string Duplicate = "FieldValueDuplicate";
    public const string TooLong = "FieldValueTooLong";
    public const string TooMany = "FieldValueTooMany";
    public const string TypeInvalid = "FieldValueTypeInvalid";
    public const string Forbidden = "FieldValueForbidden";
}
