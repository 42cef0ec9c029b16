using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>
/// Turns wire values into plain ones: bool, double, string, ImmutableArray, ImmutableDictionary, assets, resources and
/// outputs. A secret or an unknown anywhere inside makes the whole secret or unknown.
/// </summary>
internal static class Deserializer
{
    public static OutputData<object?> Deserialize(Value value)
    {
        var accumulated = new OutputDataAccumulator();
        var secret = false;
        while (Signature(value) == WireConstants.SecretSignature)
        {
            secret = true;
            value = value.StructValue.Fields.TryGetValue(WireConstants.Value, out var content)
                ? content
                : throw new InvalidOperationException("Secrets must have a field called 'value'");
        }

        var known = !(value.KindCase == Value.KindOneofCase.StringValue && value.StringValue == WireConstants.Unknown);
        var plain = known ? DeserializePlain(value, accumulated) : null;
        var data = accumulated.Finish(plain);
        return data with { IsKnown = data.IsKnown && known, IsSecret = data.IsSecret || secret };
    }

    private static object? DeserializePlain(Value value, OutputDataAccumulator accumulated)
    {
        switch (Signature(value))
        {
            case WireConstants.AssetSignature:
            case WireConstants.ArchiveSignature:
                return DeserializeAsset(value.StructValue.Fields);
            case WireConstants.ResourceSignature:
                return DeserializeResource(value.StructValue.Fields);
            case WireConstants.OutputSignature:
                return DeserializeOutput(value.StructValue.Fields);
        }

        return value.KindCase switch
        {
            Value.KindOneofCase.NullValue => null,
            Value.KindOneofCase.BoolValue => value.BoolValue,
            Value.KindOneofCase.NumberValue => value.NumberValue,
            Value.KindOneofCase.StringValue => value.StringValue,
            Value.KindOneofCase.ListValue => value.ListValue.Values.Select(item => accumulated.Add(Deserialize(item))).ToImmutableArray(),
            Value.KindOneofCase.StructValue => value.StructValue.Fields
                .Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal))
                .ToImmutableDictionary(field => field.Key, field => accumulated.Add(Deserialize(field.Value))),
            _ => throw new InvalidOperationException("Should never get 'None' type when deserializing protobuf"),
        };
    }

    private static string? Signature(Value value)
        => value.KindCase == Value.KindOneofCase.StructValue ? Text(value.StructValue.Fields, WireConstants.SignatureKey) : null;

    private static string? Text(MapField<string, Value> fields, string key)
        => fields.TryGetValue(key, out var value) && value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : null;

    private static AssetOrArchive DeserializeAsset(MapField<string, Value> fields)
    {
        var archive = Text(fields, WireConstants.SignatureKey) == WireConstants.ArchiveSignature;
        if (Text(fields, WireConstants.Path) is { } path)
        {
            return archive ? new FileArchive(path) : new FileAsset(path);
        }

        if (Text(fields, WireConstants.Uri) is { } uri)
        {
            return archive ? new RemoteArchive(uri) : new RemoteAsset(uri);
        }

        if (!archive && Text(fields, WireConstants.Text) is { } text)
        {
            return new StringAsset(text);
        }

        if (archive && fields.TryGetValue(WireConstants.Assets, out var assets) && assets.KindCase == Value.KindOneofCase.StructValue)
        {
            return new AssetArchive(assets.StructValue.Fields.ToImmutableDictionary(
                field => field.Key,
                field => Deserialize(field.Value).Value as AssetOrArchive
                    ?? throw new InvalidOperationException("AssetArchive contained an element that wasn't itself an Asset or Archive.")));
        }

        throw new InvalidOperationException($"Value was marked as {(archive ? "Archive" : "Asset")}, but did not conform to required shape.");
    }

    private static Resource DeserializeResource(MapField<string, Value> fields)
    {
        var urn = Text(fields, WireConstants.Urn)
            ?? throw new InvalidOperationException("Value was marked as a Resource, but did not conform to required shape.");
        return ResourceTypes.TryConstruct(urn, Text(fields, WireConstants.PackageVersion) ?? "") ?? new DependencyResource(urn);
    }

    // Where the receiver asked for output values it takes outputs as values: nothing is lifted to the enclosing one.
    private static object DeserializeOutput(MapField<string, Value> fields)
    {
        var known = fields.TryGetValue(WireConstants.Value, out var content);
        var secret = fields.TryGetValue(WireConstants.Secret, out var flag) && flag.BoolValue;
        var dependencies = ImmutableHashSet<Resource>.Empty;
        if (fields.TryGetValue(WireConstants.Dependencies, out var urns) && urns.KindCase == Value.KindOneofCase.ListValue)
        {
            dependencies = [.. urns.ListValue.Values
                .Where(urn => urn.KindCase == Value.KindOneofCase.StringValue)
                .Select(urn => new DependencyResource(urn.StringValue))];
        }

        var value = known ? Deserialize(content!).Value : null;
        return OutputFactory.Create(value?.GetType() ?? typeof(object), new OutputData<object?>(dependencies, value, known, secret));
    }
}
