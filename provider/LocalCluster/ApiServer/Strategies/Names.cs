using System.Text.RegularExpressions;
using Sluice.LocalCluster.ApiServer.Http;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>Kubernetes' name rules, with the texts clients see.</summary>
internal static partial class Names
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedText =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public static void CheckSubdomain(string field, string name, FieldErrors errors)
    {
        if (name.Length > 253)
        {
            errors.Invalid(field, name, "must be no more than 253 bytes");
        }

        if (!Subdomain().IsMatch(name))
        {
            errors.Invalid(field, name, SubdomainText);
        }
    }

    public static void CheckLabel(string field, string name, FieldErrors errors)
    {
        if (name.Length > 63)
        {
            errors.Invalid(field, name, "must be no more than 63 bytes");
        }

        if (!Label().IsMatch(name))
        {
            errors.Invalid(field, name, LabelText);
        }
    }

    public static void CheckLabel1035(string field, string name, FieldErrors errors)
    {
        if (name.Length > 63)
        {
            errors.Invalid(field, name, "must be no more than 63 bytes");
        }

        if (!Label1035().IsMatch(name))
        {
            errors.Invalid(field, name, Label1035Text);
        }
    }

    /// <summary>RBAC names may hold anything that fits into one path segment.</summary>
    public static void CheckPathSegment(string field, string name, FieldErrors errors)
    {
        if (name is "." or "..")
        {
            errors.Invalid(field, name, $"may not be '{name}'");
        }
        else if (name.Contains('/'))
        {
            errors.Invalid(field, name, "may not contain '/'");
        }
        else if (name.Contains('%'))
        {
            errors.Invalid(field, name, "may not contain '%'");
        }
    }

    public static void CheckLabelKey(string field, string key, FieldErrors errors)
    {
        if (QualifiedNameProblem(key) is { } problem)
        {
            errors.Invalid(field, key, problem);
        }
    }

    public static void CheckLabelValue(string field, string value, FieldErrors errors)
    {
        if (value.Length > 63)
        {
            errors.Invalid(field, value, "must be no more than 63 bytes");
        }

        if (!LabelValue().IsMatch(value))
        {
            errors.Invalid(field, value, LabelValueText);
        }
    }

    /// <summary>What is wrong with an optionally prefixed name; null if nothing.</summary>
    public static string? QualifiedNameProblem(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var local = slash < 0 ? name : name[(slash + 1)..];
        if (slash == 0)
        {
            return "prefix part must be non-empty";
        }

        if (slash > 0 && !Subdomain().IsMatch(name[..slash]))
        {
            return "prefix part " + SubdomainText;
        }

        if (local.Length == 0)
        {
            return "name part must be non-empty; " + QualifiedText;
        }

        if (local.Length > 63)
        {
            return "name part must be no more than 63 bytes";
        }

        return QualifiedLocal().IsMatch(local) ? null : QualifiedText;
    }

    public static bool IsSubdomain(string name) => name.Length <= 253 && Subdomain().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label1035();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex QualifiedLocal();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex LabelValue();
}
