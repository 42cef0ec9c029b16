using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>The verdict on an object.</summary>
public sealed record ValidationResult
{
    /// <summary>The object with defaults filled in and nulls removed; a new tree.</summary>
    public required JsonObject Defaulted { get; init; }

    /// <summary>Every problem in plain words, ordered by path.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>Every cause a server gives with status 422, without the summary; empty where <see cref="BadRequest"/> is set.</summary>
    public required ImmutableArray<ServerCause> Causes { get; init; }

    /// <summary>The message of a server that could not decode the object (status 400); null otherwise.</summary>
    public string? BadRequest { get; init; }

    /// <summary>True where there is no error.</summary>
    public bool IsValid => BadRequest is null && Causes.IsEmpty && Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);
}

/// <summary>
/// Validates objects of the Gateway API as an API server does that has the definitions installed: decoding, defaults, schema, rules.
/// Serves people (<see cref="ValidationResult.Diagnostics"/>) and admission (<see cref="ValidationResult.Causes"/>).
/// </summary>
public static class ObjectValidator
{
    private const string NotChecked =
        "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    /// <summary>Validates a typed object.</summary>
    /// <param name="value">An object of the Gateway API.</param>
    /// <exception cref="ArgumentException">The kind is not one of the Gateway API's.</exception>
    public static ValidationResult Validate(KubernetesObject value) => Validate(GatewayApiJson.ToTree(value));

    /// <summary>Validates a JSON tree by its <c>apiVersion</c> and <c>kind</c>.</summary>
    /// <param name="tree">The object; it is not changed.</param>
    /// <exception cref="ArgumentException">The kind is not one of the Gateway API's.</exception>
    public static ValidationResult Validate(JsonObject tree)
    {
        Defaulting.IsText(tree["apiVersion"], out var apiVersion);
        Defaulting.IsText(tree["kind"], out var kind);
        var known = KnownKinds.Find(apiVersion, kind);
        return known is not null && KnownKinds.GatewayApi.Contains(known)
            ? Validate(tree, known, apiVersion[(apiVersion.LastIndexOf('/') + 1)..])
            : throw new ArgumentException($"There is no schema for {apiVersion} {kind}.", nameof(tree));
    }

    /// <summary>Validates a JSON tree that was sent to the endpoint of a kind.</summary>
    /// <param name="tree">The object; it is not changed.</param>
    /// <param name="kind">The endpoint's kind.</param>
    /// <param name="version">The endpoint's version.</param>
    /// <param name="options">How strict; null for the usual.</param>
    public static ValidationResult Validate(JsonObject tree, KnownKind kind, string version, ValidationOptions? options = null)
    {
        options ??= ValidationOptions.Default;
        var schema = SchemaTable.For(kind, version, options.Channel);
        var copy = (JsonObject)tree.DeepClone();
        if (Mismatch(copy, kind, version) is { } mismatch)
        {
            return Refused(copy, mismatch, [new Diagnostic(DiagnosticCodes.Identity, "apiVersion", $"The object is not {kind.ApiVersion(version)} {kind.Kind.Kind}; correct apiVersion and kind.")]);
        }

        if (options.RefuseUnknownFields && ObjectDecoder.Refusal(copy, schema, kind.Kind.Kind, version) is { } refusal)
        {
            var unknown = ObjectDecoder.UnknownFields(copy, schema).Select(field => new Diagnostic(DiagnosticCodes.UnknownField, field, "There is no such field; check the spelling (case counts), or remove it.")).ToList();
            return Refused(copy, refusal, unknown.Count > 0 ? unknown : [new Diagnostic(DiagnosticCodes.WrongType, "metadata", "Names, labels and annotations are text; quote the value.")]);
        }

        Prune(copy, schema);
        Defaulting.Apply(copy, schema);
        var findings = new Findings();
        if (!Defaulting.IsText(copy["kind"], out var said) || said != kind.Kind.Kind)
        {
            findings.Add(DiagnosticCodes.Identity, FieldPath.Root.Field("kind"), $"The kind has to be {kind.Kind.Kind}.", CauseReasons.Invalid, $"Invalid value: {StructuralValidator.Quote(said)}: must be {kind.Kind.Kind}");
        }

        MetadataValidator.Check(copy["metadata"] as JsonObject, findings);
        var structure = new StructuralValidator(findings);
        structure.CheckSchema(copy, schema, FieldPath.Root);
        if (!findings.Blocked)
        {
            structure.CheckRules(copy, schema, FieldPath.Root);
            CheckTransition(copy, options.Old, findings);
        }
        else if (kind.Kind.Kind != nameof(ReferenceGrant))
        {
            // ReferenceGrant has no rules that could have been skipped.
            findings.AddServerOnly(new ServerCause(Findings.NoField, CauseReasons.Invalid, NotChecked));
        }

        return new ValidationResult
        {
            Defaulted = copy,
            Diagnostics = [.. findings.All.OrderBy(diagnostic => diagnostic.Path, StringComparer.Ordinal)],
            Causes = [.. findings.All.Select(diagnostic => diagnostic.Cause).OfType<ServerCause>().Concat(findings.Silent)],
        };
    }

    private static ValidationResult Refused(JsonObject tree, string message, IEnumerable<Diagnostic> diagnostics) =>
        new() { Defaulted = tree, BadRequest = message, Causes = [], Diagnostics = [.. diagnostics] };

    private static string? Mismatch(JsonObject tree, KnownKind kind, string version)
    {
        Defaulting.IsText(tree["apiVersion"], out var apiVersion);
        var expected = kind.ApiVersion(version);
        if (!Defaulting.IsText(tree["kind"], out var said) || said.Length == 0)
        {
            var shown = tree.ToJsonString(Words.Json);
            return $"the object provided is unrecognized (must be of type {kind.Kind.Kind}): Object 'Kind' is missing in '{shown}'";
        }

        if (apiVersion == expected)
        {
            return null;
        }

        // Another version of the same group is decoded without a schema, so that every field is one too many.
        return kind.Kind.Group.Length > 0 && apiVersion.StartsWith(kind.Kind.Group + "/", StringComparison.Ordinal) && tree.Any(pair => pair.Key is not ("apiVersion" or "kind" or "metadata"))
            ? $"{said} in version \"{apiVersion[(kind.Kind.Group.Length + 1)..]}\" cannot be handled as a {kind.Kind.Kind}: strict decoding error: " +
                string.Join(", ", tree.Select(pair => pair.Key).Where(name => name is not ("apiVersion" or "kind" or "metadata")).Order(StringComparer.Ordinal).Select(name => $"unknown field \"{name}\""))
            : $"the API version in the data ({apiVersion}) does not match the expected API version ({expected})";
    }

    // Fields without a schema are dropped where they are not refused.
    private static void Prune(JsonObject tree, SchemaNode schema)
    {
        foreach (var name in tree.Select(pair => pair.Key).Where(name => !schema.FieldsByName.ContainsKey(name)).ToList())
        {
            tree.Remove(name);
        }

        foreach (var (name, field) in schema.Fields)
        {
            switch (tree[name])
            {
                case JsonObject child when field.Type == SchemaType.Record:
                    Prune(child, field);
                    break;
                case JsonArray array when field.Items is { Type: SchemaType.Record } items:
                    foreach (var item in array.OfType<JsonObject>())
                    {
                        Prune(item, items);
                    }

                    break;
            }
        }
    }

    // The controller of a class or mesh is fixed for the object's life.
    private static void CheckTransition(JsonObject now, JsonObject? old, Findings findings)
    {
        if (old is null || !Defaulting.IsText(now["kind"], out var kind) || kind is not (nameof(GatewayClass) or nameof(XMesh)))
        {
            return;
        }

        if (Defaulting.IsText((old["spec"] as JsonObject)?["controllerName"], out var before) && Defaulting.IsText((now["spec"] as JsonObject)?["controllerName"], out var after) && before != after)
        {
            findings.Add(
                "SLU1210", FieldPath.Root.Field("spec").Field("controllerName"), $"The controller cannot change from {StructuralValidator.Quote(before)}; make a new object.",
                CauseReasons.Invalid, $"Invalid value: {StructuralValidator.Quote(after)}: Value is immutable");
        }
    }
}

/// <summary>How an object is validated.</summary>
public sealed record ValidationOptions
{
    /// <summary>Experimental channel, unknown fields refused, creation.</summary>
    public static readonly ValidationOptions Default = new();

    /// <summary>The channel whose fields exist.</summary>
    public Channel Channel { get; init; } = Channel.Experimental;

    /// <summary>True: a field that does not exist is an error (what kubectl asks for). False: it is dropped.</summary>
    public bool RefuseUnknownFields { get; init; } = true;

    /// <summary>The object as it was, for an update; null for a creation.</summary>
    public JsonObject? Old { get; init; }
}
