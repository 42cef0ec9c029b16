using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;

namespace Sluice.Engine.Values;

/// <summary>What the receiver of a value understands; what it does not is sent as its nearest plain form.</summary>
internal sealed record WireOptions
{
    public static readonly WireOptions Everything = new() { Secrets = true, Resources = true, Unknowns = true, Outputs = true };

    public bool Secrets { get; init; }

    public bool Resources { get; init; }

    /// <summary>False drops every top-level key that holds an unknown.</summary>
    public bool Unknowns { get; init; }

    public bool Outputs { get; init; }
}

/// <summary>Property values from and to <c>google.protobuf.Struct</c>.</summary>
internal static class WireValues
{
    public static PropertyMap Read(Struct? value, bool keepOutputs = false) =>
        value is null ? PropertyMap.Empty : PropertyMap.From(value.Fields.Select(f => KeyValuePair.Create(f.Key, Read(f.Value, keepOutputs))));

    public static PropertyValue Read(Value value, bool keepOutputs = false) => value.KindCase switch
    {
        Value.KindOneofCase.BoolValue => value.BoolValue,
        Value.KindOneofCase.NumberValue => value.NumberValue,
        Value.KindOneofCase.StringValue => ValueSignatures.IsUnknown(value.StringValue) ? PropertyValue.UnknownValue : value.StringValue,
        Value.KindOneofCase.ListValue => PropertyValue.ListOf(value.ListValue.Values.Select(v => Read(v, keepOutputs))),
        Value.KindOneofCase.StructValue => ReadStruct(value.StructValue, keepOutputs),
        _ => PropertyValue.NullValue,
    };

    public static Struct Write(PropertyMap map, WireOptions options)
    {
        var result = new Struct();
        foreach (var (name, value) in map)
        {
            if (options.Unknowns || !value.ContainsUnknowns)
            {
                result.Fields[name] = Write(value, options);
            }
        }

        return result;
    }

    public static Value Write(PropertyValue value, WireOptions options)
    {
        switch (value)
        {
            case PropertyValue.Bool b:
                return Value.ForBool(b.Value);
            case PropertyValue.Number n:
                return Value.ForNumber(n.Value);
            case PropertyValue.Text t:
                return Value.ForString(t.Value);
            case PropertyValue.List l:
                return Value.ForList([.. l.Items.Select(i => Write(i, options))]);
            case PropertyValue.Map m:
                var members = new Struct();
                foreach (var (name, member) in m.Members)
                {
                    members.Fields[name] = Write(member, options);
                }

                return Value.ForStruct(members);
            case PropertyValue.Secret s:
                return options.Secrets ? Signed(ValueSignatures.Secret, ("value", Write(s.Element, options))) : Write(s.Element, options);
            case PropertyValue.Unknown:
                return Value.ForString(ValueSignatures.UnknownText);
            case PropertyValue.Asset a:
                var asset = Signed(a.IsArchive ? ValueSignatures.Archive : ValueSignatures.Asset);
                foreach (var (name, member) in a.Members)
                {
                    asset.StructValue.Fields[name] = Write(member, options);
                }

                return asset;
            case PropertyValue.Reference r:
                return WriteReference(r, options);
            case PropertyValue.Output o:
                return WriteOutput(o, options);
            default:
                return Value.ForNull();
        }
    }

    private static Value WriteReference(PropertyValue.Reference reference, WireOptions options)
    {
        var id = reference.Id is null ? null : Write(reference.Id, options);
        if (!options.Resources)
        {
            return id ?? Value.ForString(reference.Urn.Value);
        }

        var signed = Signed(ValueSignatures.Resource, ("urn", Value.ForString(reference.Urn.Value)), ("packageVersion", Value.ForString(reference.PackageVersion)));
        if (id is not null)
        {
            signed.StructValue.Fields["id"] = id;
        }

        return signed;
    }

    private static Value WriteOutput(PropertyValue.Output output, WireOptions options)
    {
        if (!options.Outputs)
        {
            var plain = output.Element ?? PropertyValue.UnknownValue;
            return Write(output.IsSecret ? PropertyValue.SecretOf(plain) : plain, options);
        }

        var signed = Signed(ValueSignatures.Output);
        if (output.Element is not null)
        {
            signed.StructValue.Fields["value"] = Write(output.Element, options);
        }

        if (output.IsSecret)
        {
            signed.StructValue.Fields["secret"] = Value.ForBool(true);
        }

        if (output.Dependencies.Length > 0)
        {
            signed.StructValue.Fields["dependencies"] = Value.ForList([.. output.Dependencies.Select(d => Value.ForString(d.Value))]);
        }

        return signed;
    }

    private static Value Signed(string signature, params (string Name, Value Value)[] members)
    {
        var result = new Struct { Fields = { [ValueSignatures.Key] = Value.ForString(signature) } };
        foreach (var (name, value) in members)
        {
            result.Fields[name] = value;
        }

        return Value.ForStruct(result);
    }

    private static PropertyValue ReadStruct(Struct value, bool keepOutputs)
    {
        if (!value.Fields.TryGetValue(ValueSignatures.Key, out var signature))
        {
            return Read(value, keepOutputs);
        }

        switch (signature.StringValue)
        {
            case ValueSignatures.Secret:
                return PropertyValue.SecretOf(Read(Field(value, "value"), keepOutputs));
            case ValueSignatures.Asset or ValueSignatures.Archive:
                var members = value.Fields.Where(f => f.Key != ValueSignatures.Key).Select(f => KeyValuePair.Create(f.Key, Read(f.Value, keepOutputs)));
                return new PropertyValue.Asset(signature.StringValue == ValueSignatures.Archive, PropertyMap.From(members));
            case ValueSignatures.Resource:
                PropertyValue? id = value.Fields.TryGetValue("id", out var given) ? Read(given) : null;
                return new PropertyValue.Reference(
                    new Urn(Field(value, "urn").StringValue),
                    id is PropertyValue.Text { Value: "" } ? PropertyValue.UnknownValue : id,
                    value.Fields.TryGetValue("packageVersion", out var version) ? version.StringValue : "");
            case ValueSignatures.Output:
                var element = value.Fields.TryGetValue("value", out var inner) ? Read(inner, keepOutputs) : null;
                var secret = value.Fields.TryGetValue("secret", out var flag) && flag.BoolValue;
                var dependencies = value.Fields.TryGetValue("dependencies", out var list)
                    ? list.ListValue.Values.Select(v => new Urn(v.StringValue)).ToImmutableArray()
                    : [];
                if (keepOutputs)
                {
                    return new PropertyValue.Output(element, secret, dependencies);
                }

                return secret ? PropertyValue.SecretOf(element ?? PropertyValue.UnknownValue) : element ?? PropertyValue.UnknownValue;
            case ValueSignatures.Bytes:
                return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Field(value, "value").StringValue));
            default:
                throw new FormatException($"A property value carries the unknown signature '{signature.StringValue}'.");
        }
    }

    private static Value Field(Struct value, string name) =>
        value.Fields.TryGetValue(name, out var field) ? field : throw new FormatException($"A signed property value lacks its member '{name}'.");
}
