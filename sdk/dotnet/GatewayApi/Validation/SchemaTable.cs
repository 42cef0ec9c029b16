using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Sluice.GatewayApi.Validation.Rules;

namespace Sluice.GatewayApi.Validation;

/// <summary>The schemas of the kinds, derived from the attributes of the model. Thread-safe.</summary>
public static class SchemaTable
{
    private static readonly ConcurrentDictionary<(Type Type, string Version, Channel Channel), SchemaNode> Cache = new();
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>The schema of a kind at one of its versions.</summary>
    /// <param name="kind">A kind of the Gateway API.</param>
    /// <param name="version">For example <c>v1</c>.</param>
    /// <param name="channel">The standard channel lacks some fields.</param>
    public static SchemaNode For(KnownKind kind, string version, Channel channel = Channel.Experimental) =>
        Cache.GetOrAdd((kind.Type, version, channel), static (key, known) => new Builder(known.Kind.Kind, key.Version, key.Channel).Root(known.Type), kind);

    /// <summary>An RE2 pattern of the API as a .NET expression: linear time, and <c>$</c> is the end of the text only.</summary>
    internal static Regex Compile(string pattern) =>
        Patterns.GetOrAdd(pattern, static text => new Regex(EndOfText(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    private static string EndOfText(string pattern)
    {
        var text = new System.Text.StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                text.Append(c).Append(pattern[++i]);
                continue;
            }

            inClass = c == '[' || (inClass && c != ']');
            text.Append(c == '$' && !inClass ? @"\z" : c.ToString());
        }

        return text.ToString();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The model's types are rooted by the JSON context and the kind table.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The model's types are rooted by the JSON context and the kind table.")]
    private sealed class Builder(string kind, string version, Channel channel)
    {
        public SchemaNode Root(Type type) => Node(type, new SchemaAttribute(), null, null);

        private SchemaNode Node(Type type, SchemaAttribute facts, string? field, PropertyInfo? property)
        {
            var schemaType = Classify(type);
            var fields = schemaType == SchemaType.Record ? Fields(type) : [];
            var map = property?.GetCustomAttribute<ListMapAttribute>();
            return new SchemaNode
            {
                Type = schemaType,
                Fields = [.. fields.Select(item => KeyValuePair.Create(item.Name, item.Node))],
                FieldsByName = fields.ToFrozenDictionary(item => item.Name, item => item.Node, StringComparer.Ordinal),
                Required = [.. fields.Where(item => item.Required).Select(item => item.Name).Order(StringComparer.Ordinal)],
                Items = Items(type, schemaType, property),
                ListKind = map is not null ? ListKind.Map : property?.GetCustomAttribute<ListSetAttribute>() is not null ? ListKind.Set : ListKind.Atomic,
                ListKeys = map is null ? [] : [.. map.Keys],
                AtomicMap = type.GetCustomAttribute<AtomicMapAttribute>() is not null,
                IPAddressValue = type.GetCustomAttribute<IPAddressValueAttribute>() is not null,
                MinLength = facts.MinLength < 0 ? null : facts.MinLength,
                MaxLength = facts.MaxLength < 0 ? null : facts.MaxLength,
                Minimum = facts.Minimum == SchemaAttribute.Unbounded ? null : facts.Minimum,
                Maximum = facts.Maximum == SchemaAttribute.Unbounded ? null : facts.Maximum,
                MinItems = facts.MinItems < 0 ? null : facts.MinItems,
                MaxItems = facts.MaxItems < 0 ? null : facts.MaxItems,
                MaxProperties = facts.MaxProperties < 0 ? null : facts.MaxProperties,
                Format = facts.Format,
                Enum = facts.Enum is null ? [] : [.. facts.Enum],
                Pattern = facts.Pattern,
                CompiledPattern = facts.Pattern is null ? null : Compile(facts.Pattern),
                Default = facts.Default,
                Rules = RuleSet.For(kind, version, [schemaType == SchemaType.Record ? type.Name : null, field]),
            };
        }

        private List<Member> Fields(Type type) =>
            [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
                .Where(p => channel == Channel.Experimental || p.GetCustomAttribute<ExperimentalChannelAttribute>() is null)
                .OrderBy(p => p.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
                .Select(p => Field(type, p))];

        private Member Field(Type owner, PropertyInfo property)
        {
            var facts = property.GetCustomAttributes<VersionSchemaAttribute>().FirstOrDefault(facts => facts.Version == version)
                ?? property.GetCustomAttributes<SchemaAttribute>().FirstOrDefault(facts => facts.GetType() == typeof(SchemaAttribute))
                ?? new SchemaAttribute();
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            return new(name, Node(property.PropertyType, facts, $"{owner.Name}.{name}", property), facts.Required);
        }

        private SchemaNode? Items(Type type, SchemaType schemaType, PropertyInfo? property)
        {
            var facts = property?.GetCustomAttribute<ItemSchemaAttribute>() ?? new SchemaAttribute();
            return schemaType switch
            {
                SchemaType.List => Node(type.GetGenericArguments()[0], facts, null, null),
                SchemaType.Map => Node(typeof(string), facts, null, null),
                _ => null,
            };
        }

        private static SchemaType Classify(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(string) => SchemaType.Text,
            var t when t == typeof(int) || t == typeof(long) => SchemaType.Number,
            var t when t == typeof(bool) => SchemaType.Flag,
            var t when t == typeof(ObjectMeta) => SchemaType.Metadata,
            var t when t == typeof(IDictionary<string, string>) => SchemaType.Map,
            { IsGenericType: true } t when t.GetGenericTypeDefinition() == typeof(IList<>) => SchemaType.List,
            var t when typeof(SchemaObject).IsAssignableFrom(t) => SchemaType.Record,
            var t => throw new NotSupportedException($"{t} is no type of the model."),
        };

        private sealed record Member(string Name, SchemaNode Node, bool Required);
    }
}
