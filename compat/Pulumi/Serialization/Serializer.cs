using System.Collections;
using System.Reflection;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>What the receiver of a serialized value understands.</summary>
/// <param name="KeepResources">Resources travel as references; otherwise as id or URN.</param>
/// <param name="KeepOutputs">Outputs travel with unknown, secret and dependencies together.</param>
/// <param name="ExcludeReferences">A resource given as a value is not a dependency: the receiver sees the reference itself.</param>
internal readonly record struct SerializationOptions(bool KeepResources = false, bool KeepOutputs = false, bool ExcludeReferences = false);

/// <summary>Turns the values of a program into wire values, and notes every resource it meets on the way.</summary>
internal sealed class Serializer(SerializationOptions options)
{
    public HashSet<Resource> Dependencies { get; } = [];

    public async Task<Value> SerializeAsync(string context, object? value)
    {
        switch (value)
        {
            case null or ValueTuple:
                return Value.ForNull();
            case bool flag:
                return Value.ForBool(flag);
            case int number:
                return Value.ForNumber(number);
            case double number:
                return Value.ForNumber(number);
            case string text:
                return Value.ForString(text);
            case InputArgs args:
                return await SerializeMapAsync(context, await args.ToDictionaryAsync().ConfigureAwait(false)).ConfigureAwait(false);
            case AssetOrArchive asset:
                return await SerializeAssetAsync(context, asset).ConfigureAwait(false);
            case Task:
                throw new InvalidOperationException($"Tasks are not allowed inside ResourceArgs. Please wrap your Task in an Output:\n\t{context}");
            case IInput input:
                return await SerializeAsync(context, input.Content).ConfigureAwait(false);
            case IUnion union:
                return await SerializeAsync(context, union.Value).ConfigureAwait(false);
            case JsonElement element:
                return SerializeJson(element);
            case IOutput output:
                return await SerializeOutputAsync(context, output).ConfigureAwait(false);
            case Resource resource:
                return await SerializeResourceAsync(context, resource).ConfigureAwait(false);
            case IDictionary map:
                return await SerializeMapAsync(context, map).ConfigureAwait(false);
            case IList list:
                return await SerializeListAsync(context, list).ConfigureAwait(false);
            case System.Enum name when name.GetTypeCode() == TypeCode.Int32:
                return Value.ForNumber((int)value);
            default:
                return await SerializeObjectAsync(context, value).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a key unless its value is null: to the engine, null and absent are the same in an object.</summary>
    public static void AddUnlessNull(Struct target, string key, Value value)
    {
        if (value.KindCase is not (Value.KindOneofCase.NullValue or Value.KindOneofCase.None))
        {
            target.Fields[key] = value;
        }
    }

    public static bool ContainsUnknown(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue == WireConstants.Unknown,
        Value.KindOneofCase.ListValue => value.ListValue.Values.Any(ContainsUnknown),
        Value.KindOneofCase.StructValue => value.StructValue.Fields.Values.Any(ContainsUnknown),
        _ => false,
    };

    private static Value Special(string signature, params ReadOnlySpan<(string Key, Value Value)> fields)
    {
        var result = new Struct { Fields = { [WireConstants.SignatureKey] = Value.ForString(signature) } };
        foreach (var (key, value) in fields)
        {
            result.Fields[key] = value;
        }

        return Value.ForStruct(result);
    }

    private static Value SerializeJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.ForString(element.GetString()),
        JsonValueKind.Number => Value.ForNumber(element.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => Value.ForBool(element.GetBoolean()),
        JsonValueKind.Array => Value.ForList([.. element.EnumerateArray().Select(SerializeJson)]),
        JsonValueKind.Object => SerializeJsonObject(element),
        _ => Value.ForNull(),
    };

    private static Value SerializeJsonObject(JsonElement element)
    {
        var result = new Struct();
        foreach (var property in element.EnumerateObject())
        {
            result.Fields[property.Name] = SerializeJson(property.Value);
        }

        return Value.ForStruct(result);
    }

    private async Task<Value> SerializeAssetAsync(string context, AssetOrArchive asset)
    {
        if (asset is InvalidAsset or InvalidArchive)
        {
            throw new InvalidOperationException(asset is InvalidAsset ? "Cannot serialize invalid asset" : "Cannot serialize invalid archive");
        }

        var content = await SerializeAsync($"{context}.{asset.Property}", asset.Value).ConfigureAwait(false);
        return Special(asset.Signature, (asset.Property, content));
    }

    private async Task<Value> SerializeOutputAsync(string context, IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        var inner = new Serializer(options with { KeepOutputs = false });
        inner.Dependencies.UnionWith(data.Resources);
        var value = data.IsKnown ? await inner.SerializeAsync($"{context}.id", data.Value).ConfigureAwait(false) : null;
        Dependencies.UnionWith(inner.Dependencies);

        if (!options.KeepOutputs)
        {
            // Without output values a secret that is not known yet cannot be told from any other unknown.
            return value is null ? Value.ForString(WireConstants.Unknown)
                : data.IsSecret ? Special(WireConstants.SecretSignature, (WireConstants.Value, value))
                : value;
        }

        if (value is not null && !data.IsSecret && inner.Dependencies.Count == 0)
        {
            return value;
        }

        var envelope = Special(WireConstants.OutputSignature);
        var fields = envelope.StructValue.Fields;
        if (value is not null)
        {
            fields[WireConstants.Value] = value;
        }

        if (data.IsSecret)
        {
            fields[WireConstants.Secret] = Value.ForBool(true);
        }

        var urns = await ResourceGraph.UrnsAsync(inner.Dependencies).ConfigureAwait(false);
        if (urns.Count > 0)
        {
            fields[WireConstants.Dependencies] = Value.ForList([.. urns.Order(StringComparer.Ordinal).Select(Value.ForString)]);
        }

        return envelope;
    }

    private async Task<Value> SerializeResourceAsync(string context, Resource resource)
    {
        var custom = resource as CustomResource;
        var inner = new Serializer(options with { KeepOutputs = false });

        // A resource known only by its URN has no id and travels like a component.
        var id = custom?.Id is null ? null : await inner.SerializeAsync($"{context}.id", custom.Id).ConfigureAwait(false);
        var urn = id is not null && !options.KeepResources ? null : await inner.SerializeAsync($"{context}.urn", resource.Urn).ConfigureAwait(false);
        if (!(options.KeepResources && options.ExcludeReferences))
        {
            Dependencies.UnionWith(inner.Dependencies);
            if (custom is not null)
            {
                Dependencies.Add(custom);
            }
        }

        if (!options.KeepResources)
        {
            return id ?? urn!;
        }

        if (id is null)
        {
            return Special(WireConstants.ResourceSignature, (WireConstants.Urn, urn!));
        }

        var reference = id.StringValue == WireConstants.Unknown ? Value.ForString("") : id;
        return Special(WireConstants.ResourceSignature, (WireConstants.Urn, urn!), (WireConstants.Id, reference));
    }

    private async Task<Value> SerializeMapAsync(string context, IDictionary map)
    {
        var result = new Struct();
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is not string key)
            {
                throw new InvalidOperationException($"Dictionaries are only supported with string keys:\n\t{context}");
            }

            AddUnlessNull(result, key, await SerializeAsync($"{context}.{key}", entry.Value).ConfigureAwait(false));
        }

        return Value.ForStruct(result);
    }

    private async Task<Value> SerializeListAsync(string context, IList list)
    {
        var result = Value.ForList();
        if (CollectionFactory.IsDefaultArray(list))
        {
            return result;
        }

        for (var i = 0; i < list.Count; i++)
        {
            result.ListValue.Values.Add(await SerializeAsync($"{context}[{i}]", list[i]).ConfigureAwait(false));
        }

        return result;
    }

    private async Task<Value> SerializeObjectAsync(string context, object value)
    {
        var type = value.GetType();
        if (type.IsValueType && type.IsDefined(typeof(EnumTypeAttribute), inherit: false))
        {
            var conversion = type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type]);
            return conversion?.Invoke(null, [value]) switch
            {
                string text => Value.ForString(text),
                double number => Value.ForNumber(number),
                _ when conversion?.ReturnType == typeof(string) => Value.ForNull(),
                _ => throw new InvalidOperationException($"Expected {type.FullName} to have an explicit conversion operator to String or Double.\n\t{context}"),
            };
        }

        if (!type.IsDefined(typeof(OutputTypeAttribute), inherit: false))
        {
            throw new InvalidOperationException($"{type.FullName} is not a supported argument type.\n\t{context}");
        }

        var inner = new Serializer(options with { ExcludeReferences = false });
        var result = new Struct();
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(field => field.IsInitOnly))
        {
            var name = char.ToLowerInvariant(field.Name[0]) + field.Name[1..];
            AddUnlessNull(result, name, await inner.SerializeAsync($"{context}.{name}", field.GetValue(value)).ConfigureAwait(false));
        }

        Dependencies.UnionWith(inner.Dependencies);
        return Value.ForStruct(result);
    }
}
