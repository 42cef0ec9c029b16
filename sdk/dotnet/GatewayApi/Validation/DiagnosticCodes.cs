namespace Sluice.GatewayApi.Validation;

/// <summary>The codes of this assembly's diagnostics. A code keeps its meaning for ever.</summary>
public static class DiagnosticCodes
{
    /// <summary>The field does not exist.</summary>
    public const string UnknownField = "SLU1001";

    /// <summary>The value has another JSON type than the field.</summary>
    public const string WrongType = "SLU1002";

    /// <summary>A field that has to be there is absent.</summary>
    public const string Missing = "SLU1003";

    /// <summary>The value is none of the allowed ones.</summary>
    public const string NotAllowed = "SLU1004";

    /// <summary>The text does not have the form it needs.</summary>
    public const string Malformed = "SLU1005";

    /// <summary>The text is too short or too long.</summary>
    public const string Length = "SLU1006";

    /// <summary>The number is too small or too large.</summary>
    public const string Range = "SLU1007";

    /// <summary>A list or map has too few or too many entries.</summary>
    public const string Count = "SLU1008";

    /// <summary>Two entries of a list are the same where they have to differ.</summary>
    public const string Duplicate = "SLU1009";

    /// <summary>A name, label or annotation is not valid.</summary>
    public const string Metadata = "SLU1010";

    /// <summary>apiVersion, kind or namespace do not fit.</summary>
    public const string Identity = "SLU1011";

    /// <summary>Fields of an object contradict each other, or one needs another; see <see cref="Rules.RuleSet"/>.</summary>
    public const string Rule = "SLU1100";
}
