using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Engine.Secrets;
using Sluice.Engine.Values;

namespace Sluice.Engine.State;

/// <summary>
/// Checkpoints from and to Pulumi's deployment format, version 3, wrapped as the file backend keeps it or as
/// <c>pulumi stack import</c> reads it. Keys this engine does not know survive a round trip.
/// </summary>
internal static class CheckpointFormat
{
    private const int Oldest = 1;
    private const int Newest = 4;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A resource's text never changes, and encrypting its secrets again would make every save differ.</summary>
    private static readonly ConditionalWeakTable<ResourceState, byte[]> Written = [];

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "urn", "custom", "type", "id", "delete", "inputs", "outputs", "parent", "protect", "taint", "external", "retainOnDelete", "pendingReplacement",
        "dependencies", "propertyDependencies", "initErrors", "provider", "additionalSecretOutputs", "aliases", "customTimeouts", "importID",
        "deletedWith", "replaceWith", "replacementTrigger", "created", "modified", "ignoreChanges", "replaceOnChanges", "resourceHooks",
    };

    /// <summary>The salt in a document, wherever it stands; read before the secrets that need it.</summary>
    public static string? Salt(JsonNode document) => Deployment(document)?["secrets_providers"]?["state"]?["salt"]?.GetValue<string>();

    /// <summary>Reads either wrapping.</summary>
    /// <exception cref="FormatException">The document is not a checkpoint this engine can read.</exception>
    public static Checkpoint Read(JsonNode document, SecretsManager secrets)
    {
        var version = document["version"]?.GetValue<int>() ?? throw new FormatException("the key 'version' is missing");
        if (version is < Oldest or > Newest)
        {
            throw new FormatException(version > Newest ? $"this stack's deployment version is too new ({version}; the newest known is {Newest})" : $"this stack's deployment is too old ({version})");
        }

        if (Deployment(document) is not { } deployment)
        {
            return Checkpoint.Empty;
        }

        if (deployment["secrets_providers"]?["type"]?.GetValue<string>() is { Length: > 0 } type && type != "passphrase")
        {
            throw new FormatException($"its secrets are kept by the provider '{type}'; this engine opens 'passphrase' only. Change it with `pulumi stack change-secrets-provider passphrase`");
        }

        return new Checkpoint
        {
            Resources = [.. (deployment["resources"]?.AsArray() ?? []).Select(r => ReadResource(r!.AsObject(), secrets))],
            PendingOperations = [.. (deployment["pending_operations"]?.AsArray() ?? [])
                .Select(p => new PendingOperation(ReadResource(p!["resource"]!.AsObject(), secrets), p["type"]!.GetValue<string>()))],
            Salt = Salt(document),
            Metadata = deployment["metadata"]?.DeepClone().AsObject(),
        };
    }

    /// <summary>The file backend's wrapping.</summary>
    public static byte[] WriteCheckpoint(Checkpoint checkpoint, string fullStackName, SecretsManager secrets) => Write(writer =>
    {
        writer.WriteNumber("version", 3);
        writer.WriteStartObject("checkpoint");
        writer.WriteString("stack", fullStackName);
        writer.WritePropertyName("latest");
        WriteDeployment(writer, checkpoint, secrets);
        writer.WriteEndObject();
    });

    /// <summary>The wrapping of <c>pulumi stack export</c> and <c>import</c>.</summary>
    public static byte[] WriteExport(Checkpoint checkpoint, SecretsManager secrets) => Write(writer =>
    {
        writer.WriteNumber("version", 3);
        writer.WritePropertyName("deployment");
        WriteDeployment(writer, checkpoint, secrets);
    });

    private static JsonObject? Deployment(JsonNode document) => (document["deployment"] ?? document["checkpoint"]?["latest"]) as JsonObject;

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDeployment(Utf8JsonWriter writer, Checkpoint checkpoint, SecretsManager secrets)
    {
        // The resources come first: writing them may create the key whose salt the header names.
        var resources = checkpoint.Resources.Select(r => WriteResource(r, secrets)).ToList();
        var pending = checkpoint.PendingOperations.Select(p => (Text: WriteResource(p.Resource, secrets), p.Kind)).ToList();
        writer.WriteStartObject();
        writer.WriteStartObject("manifest");
        writer.WriteString("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        // An empty version with an empty magic is valid, and keeps us from posing as a release of the Pulumi CLI.
        writer.WriteString("magic", "");
        writer.WriteString("version", "");
        writer.WriteEndObject();
        if (secrets.Salt is { } salt)
        {
            writer.WriteStartObject("secrets_providers");
            writer.WriteString("type", "passphrase");
            writer.WriteStartObject("state");
            writer.WriteString("salt", salt);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (resources.Count > 0)
        {
            writer.WriteStartArray("resources");
            foreach (var text in resources)
            {
                writer.WriteRawValue(text, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        if (pending.Count > 0)
        {
            writer.WriteStartArray("pending_operations");
            foreach (var (text, kind) in pending)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("resource");
                writer.WriteRawValue(text, skipInputValidation: true);
                writer.WriteString("type", kind);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WritePropertyName("metadata");
        (checkpoint.Metadata ?? []).WriteTo(writer);
        writer.WriteEndObject();
    }

    private static ResourceState ReadResource(JsonObject json, SecretsManager secrets)
    {
        if (!Urn.TryParse(Text(json, "urn"), out var urn))
        {
            throw new FormatException($"a resource has the malformed URN '{Text(json, "urn")}'");
        }

        var timeouts = json["customTimeouts"] as JsonObject;
        var extra = new JsonObject();
        foreach (var (name, value) in json.Where(static m => !Known.Contains(m.Key)))
        {
            extra[name] = value?.DeepClone();
        }

        return new ResourceState
        {
            Urn = urn,
            Custom = Flag(json, "custom"),
            Id = Text(json, "id") ?? "",
            Inputs = StateValues.Read(json["inputs"] as JsonObject, secrets),
            Outputs = StateValues.Read(json["outputs"] as JsonObject, secrets),
            Parent = Urn.Optional(Text(json, "parent")),
            Protect = Flag(json, "protect"),
            Taint = Flag(json, "taint"),
            External = Flag(json, "external"),
            Delete = Flag(json, "delete"),
            RetainOnDelete = Flag(json, "retainOnDelete"),
            PendingReplacement = Flag(json, "pendingReplacement"),
            Dependencies = Urns(json["dependencies"]),
            PropertyDependencies = (json["propertyDependencies"] as JsonObject ?? []).ToImmutableSortedDictionary(p => p.Key, p => Urns(p.Value), StringComparer.Ordinal),
            InitErrors = Texts(json["initErrors"]),
            Provider = Text(json, "provider") ?? "",
            AdditionalSecretOutputs = Texts(json["additionalSecretOutputs"]),
            Aliases = Urns(json["aliases"]),
            Timeouts = timeouts is null ? CustomTimeouts.None : new CustomTimeouts(Seconds(timeouts, "create"), Seconds(timeouts, "update"), Seconds(timeouts, "delete"), Seconds(timeouts, "read")),
            ImportId = Text(json, "importID") ?? "",
            DeletedWith = Urn.Optional(Text(json, "deletedWith")),
            ReplaceWith = Urns(json["replaceWith"]),
            ReplacementTrigger = json["replacementTrigger"] is { } trigger ? StateValues.Read(trigger, secrets) : null,
            Created = Time(json, "created"),
            Modified = Time(json, "modified"),
            IgnoreChanges = Texts(json["ignoreChanges"]),
            ReplaceOnChanges = Texts(json["replaceOnChanges"]),
            Hooks = (json["resourceHooks"] as JsonObject ?? []).ToImmutableSortedDictionary(static p => p.Key, static p => Texts(p.Value), StringComparer.Ordinal),
            Extra = extra.Count > 0 ? extra : null,
        };
    }

    private static byte[] WriteResource(ResourceState resource, SecretsManager secrets)
    {
        if (Written.TryGetValue(resource, out var known))
        {
            return known;
        }

        var text = Write(writer => WriteMembers(writer, resource, secrets));
        Written.AddOrUpdate(resource, text);
        return text;
    }

    private static void WriteMembers(Utf8JsonWriter writer, ResourceState resource, SecretsManager secrets)
    {
        writer.WriteString("urn", resource.Urn.Value);
        writer.WriteBoolean("custom", resource.Custom);
        OptionalText(writer, "id", resource.Id);
        OptionalFlag(writer, "delete", resource.Delete);
        writer.WriteString("type", resource.Type);
        OptionalMap(writer, "inputs", resource.Inputs, secrets);
        OptionalMap(writer, "outputs", resource.Outputs, secrets);
        OptionalText(writer, "parent", resource.Parent?.Value);
        OptionalFlag(writer, "protect", resource.Protect);
        OptionalFlag(writer, "taint", resource.Taint);
        OptionalFlag(writer, "external", resource.External);
        OptionalTexts(writer, "dependencies", resource.Dependencies.Select(static u => u.Value));
        OptionalTexts(writer, "initErrors", resource.InitErrors);
        OptionalText(writer, "provider", resource.Provider);
        if (resource.PropertyDependencies.Count > 0)
        {
            writer.WriteStartObject("propertyDependencies");
            foreach (var (name, urns) in resource.PropertyDependencies)
            {
                writer.WriteStartArray(name);
                foreach (var urn in urns)
                {
                    writer.WriteStringValue(urn.Value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        OptionalFlag(writer, "pendingReplacement", resource.PendingReplacement);
        OptionalTexts(writer, "additionalSecretOutputs", resource.AdditionalSecretOutputs);
        OptionalTexts(writer, "aliases", resource.Aliases.Select(static u => u.Value));
        if (resource.Timeouts != CustomTimeouts.None)
        {
            writer.WriteStartObject("customTimeouts");
            OptionalSeconds(writer, "create", resource.Timeouts.Create);
            OptionalSeconds(writer, "update", resource.Timeouts.Update);
            OptionalSeconds(writer, "delete", resource.Timeouts.Delete);
            OptionalSeconds(writer, "read", resource.Timeouts.Read);
            writer.WriteEndObject();
        }

        OptionalText(writer, "importID", resource.ImportId);
        OptionalFlag(writer, "retainOnDelete", resource.RetainOnDelete);
        OptionalText(writer, "deletedWith", resource.DeletedWith?.Value);
        OptionalTexts(writer, "replaceWith", resource.ReplaceWith.Select(static u => u.Value));
        if (resource.ReplacementTrigger is { } trigger)
        {
            writer.WritePropertyName("replacementTrigger");
            StateValues.Write(writer, trigger, secrets);
        }

        OptionalText(writer, "created", resource.Created?.ToString("O", CultureInfo.InvariantCulture));
        OptionalText(writer, "modified", resource.Modified?.ToString("O", CultureInfo.InvariantCulture));
        OptionalTexts(writer, "ignoreChanges", resource.IgnoreChanges);
        OptionalTexts(writer, "replaceOnChanges", resource.ReplaceOnChanges);
        if (!resource.Hooks.IsEmpty)
        {
            writer.WriteStartObject("resourceHooks");
            foreach (var (point, names) in resource.Hooks)
            {
                OptionalTexts(writer, point, names);
            }

            writer.WriteEndObject();
        }

        foreach (var (name, value) in resource.Extra ?? [])
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }
    }

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();

    private static bool Flag(JsonObject json, string name) => json[name]?.GetValue<bool>() ?? false;

    private static double Seconds(JsonObject json, string name) => json[name]?.GetValue<double>() ?? 0;

    private static DateTimeOffset? Time(JsonObject json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static ImmutableArray<string> Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(static i => i!.GetValue<string>())] : [];

    private static ImmutableArray<Urn> Urns(JsonNode? node) => [.. Texts(node).Select(static t => new Urn(t))];

    private static void OptionalText(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void OptionalFlag(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    private static void OptionalSeconds(Utf8JsonWriter writer, string name, double value)
    {
        if (value > 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void OptionalMap(Utf8JsonWriter writer, string name, PropertyMap map, SecretsManager secrets)
    {
        if (map.Count > 0)
        {
            writer.WritePropertyName(name);
            StateValues.Write(writer, map, secrets);
        }
    }

    private static void OptionalTexts(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        var list = values.ToList();
        if (list.Count > 0)
        {
            writer.WriteStartArray(name);
            list.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }
    }
}
