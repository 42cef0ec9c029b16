using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>A serialized bag of properties, with the resources that each of them came from.</summary>
internal sealed record SerializedProperties(Struct Object, IReadOnlyDictionary<string, HashSet<Resource>> Dependencies);

internal static class PropertySerializer
{
    public static async Task<SerializedProperties> SerializeAsync(
        string label, IEnumerable<KeyValuePair<string, object?>> properties, SerializationOptions options)
    {
        var result = new Struct();
        var dependencies = new Dictionary<string, HashSet<Resource>>();
        foreach (var (key, property) in properties.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var serializer = new Serializer(options);
            Value value;
            try
            {
                value = await serializer.SerializeAsync($"{label}.{key}", property).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"error serializing property \"{key}\": {exception.Message}", exception);
            }

            if (value.KindCase != Value.KindOneofCase.NullValue)
            {
                result.Fields[key] = value;
                dependencies[key] = serializer.Dependencies;
            }
        }

        return new SerializedProperties(result, dependencies);
    }
}
