using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.GatewayApi.Validation;

/// <summary>Names, labels, annotations and owners.</summary>
internal static partial class MetadataValidator
{
    private const string SubdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string NamePartMessage =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    // Annotations of one object together.
    private const int MaxAnnotationBytes = 256 * 1024;

    public static void Check(JsonObject? metadata, Findings findings)
    {
        CheckName(metadata, findings);
        CheckLabels(metadata?["labels"] as JsonObject, findings);
        CheckAnnotations(metadata?["annotations"] as JsonObject, findings);
        CheckOwners(metadata?["ownerReferences"] as JsonArray, findings);
    }

    private static void CheckName(JsonObject? metadata, Findings findings)
    {
        var path = FieldPath.Root.Field("metadata").Field("name");
        var name = Text(metadata?["name"]);
        var prefix = Text(metadata?["generateName"]);
        if (name.Length == 0 && prefix.Length == 0)
        {
            findings.Add(DiagnosticCodes.Missing, path, "The object has no name; give it one.", CauseReasons.Required, "Required value: name or generateName is required", blocking: true);
            return;
        }

        if (name.Length == 0 || name == Unknown.Marker)
        {
            return;
        }

        if (name.Length > 253)
        {
            findings.Add(DiagnosticCodes.Metadata, path, $"The name has {name.Length} characters; at most 253 are allowed.", CauseReasons.Invalid, $"Invalid value: {StructuralValidator.Quote(name)}: must be no more than 253 characters");
        }

        if (!SchemaTable.Compile(Patterns.DnsSubdomain).IsMatch(name))
        {
            findings.Add(
                DiagnosticCodes.Metadata, path, $"{StructuralValidator.Quote(name)} is {Words.Form(Patterns.DnsSubdomain)}",
                CauseReasons.Invalid, $"Invalid value: {StructuralValidator.Quote(name)}: {SubdomainMessage}");
        }
    }

    private static void CheckLabels(JsonObject? labels, Findings findings)
    {
        var path = FieldPath.Root.Field("metadata").Field("labels");
        foreach (var (key, node) in labels ?? [])
        {
            var keyMessages = KeyMessages(key).ToList();
            foreach (var message in keyMessages)
            {
                Invalid(findings, path, key, message, "label key");
            }

            var value = Text(node);
            if (value == Unknown.Marker)
            {
                continue;
            }

            if (value.Length > 63)
            {
                Invalid(findings, path, value, "must be no more than 63 bytes", "label value");
            }

            if (!SchemaTable.Compile(Patterns.LabelValue).IsMatch(value))
            {
                Invalid(findings, path, value, LabelValueMessage, "label value");
            }
        }
    }

    private static void CheckAnnotations(JsonObject? annotations, Findings findings)
    {
        var path = FieldPath.Root.Field("metadata").Field("annotations");
        long size = 0;
        foreach (var (key, node) in annotations ?? [])
        {
            foreach (var message in KeyMessages(key.ToLowerInvariant()))
            {
                Invalid(findings, path, key, message, "annotation key");
            }

            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(Text(node));
        }

        if (size > MaxAnnotationBytes)
        {
            findings.Add(DiagnosticCodes.Metadata, path, $"The annotations have {size} bytes; at most {MaxAnnotationBytes} are allowed.", CauseReasons.TooLong, $"Too long: may not be more than {MaxAnnotationBytes} bytes");
        }
    }

    private static void CheckOwners(JsonArray? owners, Findings findings)
    {
        var path = FieldPath.Root.Field("metadata").Field("ownerReferences");
        foreach (var owner in owners?.OfType<JsonObject>() ?? [])
        {
            foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
            {
                if (Text(owner[field]).Length == 0)
                {
                    findings.Add(DiagnosticCodes.Metadata, path.Field(field), "An owner reference is incomplete; add the field.", CauseReasons.Invalid, $"Invalid value: \"\": {(field == "apiVersion" ? "version must not be empty" : "must not be empty")}");
                }
            }
        }
    }

    // An optional DNS prefix and '/', then a name of at most 63 characters.
    private static IEnumerable<string> KeyMessages(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return $"a valid label key {NamePartMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
            {
                yield return "prefix part must be non-empty";
            }
            else if (parts[0].Length > 253)
            {
                yield return "prefix part must be no more than 253 bytes";
            }

            if (parts[0].Length > 0 && !SchemaTable.Compile(Patterns.DnsSubdomain).IsMatch(parts[0]))
            {
                yield return $"prefix part {SubdomainMessage}";
            }
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            yield return "name part must be non-empty";
        }
        else if (name.Length > 63)
        {
            yield return "name part must be no more than 63 bytes";
        }

        if (!NamePart().IsMatch(name))
        {
            yield return $"name part {NamePartMessage}";
        }
    }

    private static void Invalid(Findings findings, FieldPath path, string value, string message, string what) =>
        findings.Add(
            DiagnosticCodes.Metadata, path, $"{StructuralValidator.Quote(value)} is no {what}: up to 63 letters, digits, '-', '_' and '.', a key optionally with a DNS name and '/' in front.",
            CauseReasons.Invalid, $"Invalid value: {StructuralValidator.Quote(value)}: {message}");

    private static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePart();
}
