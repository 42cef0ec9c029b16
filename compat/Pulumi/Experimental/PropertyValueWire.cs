using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;

namespace Pulumi.Experimental;

/// <summary>Property values on the wire.</summary>
internal static class PropertyValueWire
{
    public static ImmutableDictionary<string, PropertyValue> Read(Struct? properties)
        => (properties?.Fields ?? []).ToImmutableDictionary(field => field.Key, field => Read(field.Value));

    public static Struct Write(IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        var result = new Struct();
        foreach (var (key, value) in properties)
        {
            result.Fields[key] = Write(value);
        }

        return result;
    }

    public static PropertyValue Read(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.BoolValue => new PropertyValue(value.BoolValue),
        Value.KindOneofCase.NumberValue => new PropertyValue(value.NumberValue),
        Value.KindOneofCase.StringValue => value.StringValue == WireConstants.Unknown ? PropertyValue.Computed : new PropertyValue(value.StringValue),
        Value.KindOneofCase.ListValue => new PropertyValue([.. value.ListValue.Values.Select(Read)]),
        Value.KindOneofCase.StructValue => ReadStruct(value),
        _ => PropertyValue.Null,
    };

    public static Value Write(PropertyValue property)
    {
        var value = property.Match(
            () => Value.ForNull(),
            Value.ForBool,
            Value.ForNumber,
            Value.ForString,
            items => Value.ForList([.. items.Select(Write)]),
            map => Value.ForStruct(Write(map)),
            WriteAsset,
            WriteAsset,
            WriteResource,
            () => Value.ForString(WireConstants.Unknown));

        if (!property.Dependencies.IsEmpty)
        {
            var output = Special(WireConstants.OutputSignature);
            if (!property.IsComputed)
            {
                output.Fields[WireConstants.Value] = value;
            }

            output.Fields[WireConstants.Dependencies] = Value.ForList(
                [.. property.Dependencies.Select(urn => (string)urn).Order(StringComparer.Ordinal).Select(Value.ForString)]);
            if (property.IsSecret)
            {
                output.Fields[WireConstants.Secret] = Value.ForBool(true);
            }

            return Value.ForStruct(output);
        }

        if (!property.IsSecret)
        {
            return value;
        }

        var secret = Special(WireConstants.SecretSignature);
        secret.Fields[WireConstants.Value] = value;
        return Value.ForStruct(secret);
    }

    private static Struct Special(string signature) => new() { Fields = { [WireConstants.SignatureKey] = Value.ForString(signature) } };

    private static Value WriteAsset(AssetOrArchive asset)
    {
        var result = Special(asset.Signature);
        result.Fields[asset.Property] = asset.Value is ImmutableDictionary<string, AssetOrArchive> assets
            ? Value.ForStruct(new Struct { Fields = { assets.ToDictionary(entry => entry.Key, entry => WriteAsset(entry.Value)) } })
            : Value.ForString((string)asset.Value);
        return Value.ForStruct(result);
    }

    private static Value WriteResource(ResourceReference reference)
    {
        var result = Special(WireConstants.ResourceSignature);
        result.Fields[WireConstants.Urn] = Value.ForString(reference.URN);
        if (reference.Id is { } id)
        {
            result.Fields[WireConstants.Id] = id.IsComputed ? Value.ForString("") : Write(id);
        }

        if (!string.IsNullOrEmpty(reference.PackageVersion))
        {
            result.Fields[WireConstants.PackageVersion] = Value.ForString(reference.PackageVersion);
        }

        return Value.ForStruct(result);
    }

    private static PropertyValue ReadStruct(Value value)
    {
        var fields = value.StructValue.Fields;
        if (!fields.TryGetValue(WireConstants.SignatureKey, out var signature) || signature.KindCase != Value.KindOneofCase.StringValue)
        {
            return new PropertyValue(Read(value.StructValue));
        }

        switch (signature.StringValue)
        {
            case WireConstants.SecretSignature:
                return fields.TryGetValue(WireConstants.Value, out var secret)
                    ? Read(secret).WithSecret(true)
                    : throw new InvalidOperationException("Secrets must have a field called 'value'");
            case WireConstants.AssetSignature or WireConstants.ArchiveSignature:
                return Deserializer.Deserialize(value).Value is Archive archive
                    ? new PropertyValue(archive)
                    : new PropertyValue((Asset)Deserializer.Deserialize(value).Value!);
            case WireConstants.ResourceSignature:
                return new PropertyValue(ReadResource(fields));
            case WireConstants.OutputSignature:
                return ReadOutput(fields);
            default:
                throw new InvalidOperationException($"Unrecognized signature '{signature.StringValue}' in a property value.");
        }
    }

    private static ResourceReference ReadResource(MapField<string, Value> fields)
    {
        var urn = fields.TryGetValue(WireConstants.Urn, out var text)
            ? new Urn(text.StringValue)
            : throw new InvalidOperationException("Value was marked as a Resource, but did not conform to required shape.");
        var id = fields.TryGetValue(WireConstants.Id, out var value)
            ? value.KindCase == Value.KindOneofCase.StringValue && value.StringValue.Length == 0 ? PropertyValue.Computed : Read(value)
            : null;
        return new ResourceReference(urn, id, fields.TryGetValue(WireConstants.PackageVersion, out var version) ? version.StringValue : "");
    }

    private static PropertyValue ReadOutput(MapField<string, Value> fields)
    {
        var inner = fields.TryGetValue(WireConstants.Value, out var value) ? Read(value) : PropertyValue.Computed;
        var urns = fields.TryGetValue(WireConstants.Dependencies, out var list) && list.KindCase == Value.KindOneofCase.ListValue
            ? list.ListValue.Values.Select(urn => new Urn(urn.StringValue)).ToImmutableHashSet()
            : ImmutableHashSet<Urn>.Empty;
        var secret = fields.TryGetValue(WireConstants.Secret, out var flag) && flag.BoolValue;
        return inner.WithDependencies(inner.Dependencies.Union(urns)).WithSecret(inner.IsSecret || secret);
    }
}
