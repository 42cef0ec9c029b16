namespace Pulumi.Experimental;

/// <summary>Turns property values into objects of a program's own classes, and back.</summary>
[Obsolete("PropertyValueSerializer is highly experimental, and the shape of the API may be removed or changed at any time. Use at your own risk")]
public class PropertyValueSerializer
{
    public Task<PropertyValue> Serialize<T>(T value) => PropertyValueWriter.WriteAsync(value);

    public Task<T> Deserialize<T>(PropertyValue value)
        => Deserialize(value, typeof(T)) is T result
            ? Task.FromResult(result)
            : throw new InvalidOperationException($"Could not deserialize value of type {typeof(T).Name}");

    public object? Deserialize(PropertyValue value, Type targetType) => PropertyValueReader.Read(value, targetType);
}
