using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Serialization;

/// <summary>
/// Fits deserialized values into the types a program declared. A value of the wrong type is reported and becomes the
/// default: a provider may be newer than the program.
/// </summary>
internal sealed class Converter(Action<string> warn)
{
    public OutputData<object?> Convert(string context, Value value, System.Type target)
    {
        OutputTypeRules.Check(context, target);
        var data = Deserializer.Deserialize(value);
        return data with { Resources = [], Value = ConvertOrWarn(context, data.Value, target) };
    }

    public OutputData<T> Convert<T>(string context, Value value)
    {
        var data = Convert(context, value, typeof(T));
        return data.With(data.Value is null ? default! : (T)data.Value);
    }

    private object? ConvertOrWarn(string context, object? value, System.Type target)
    {
        var result = Convert(context, value, target);
        if (result.Error is not null)
        {
            warn(result.Error);
        }

        return result.Error is not null && target.IsValueType ? Default(target) : result.Value;
    }

    private static object? Default(System.Type type)
        => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;

    private Conversion Convert(string context, object? value, System.Type target)
    {
        if (value is null)
        {
            return new Conversion(Default(target));
        }

        target = Nullable.GetUnderlyingType(target) ?? target;
        if (target == typeof(object))
        {
            return new Conversion(value);
        }

        if (target == typeof(int))
        {
            return value is double number ? new Conversion((int)number) : Conversion.Wrong(context, typeof(double), value);
        }

        if (target == typeof(JsonElement))
        {
            return ConvertJson(context, value);
        }

        if (target == typeof(string) || target == typeof(bool) || target == typeof(double))
        {
            return target.IsInstanceOfType(value) ? new Conversion(value) : Conversion.Wrong(context, target, value);
        }

        if (typeof(AssetOrArchive).IsAssignableFrom(target))
        {
            return new Conversion(target.IsInstanceOfType(value) ? value : target == typeof(Archive) ? new InvalidArchive() : new InvalidAsset());
        }

        if (typeof(Resource).IsAssignableFrom(target))
        {
            return target.IsInstanceOfType(value) ? new Conversion(value) : Conversion.Wrong(context, target, value);
        }

        if (target.IsEnum)
        {
            var number = Convert(context, value, target.GetEnumUnderlyingType());
            return number.Error is null ? new Conversion(System.Enum.ToObject(target, number.Value!)) : number;
        }

        return target.IsConstructedGenericType ? ConvertGeneric(context, value, target) : ConvertObject(context, value, target);
    }

    private Conversion ConvertGeneric(string context, object value, System.Type target)
    {
        var definition = target.GetGenericTypeDefinition();
        if (definition == typeof(Union<,>))
        {
            return ConvertUnion(context, value, target);
        }

        if (definition == typeof(Output<>))
        {
            var inner = value is IOutput ? new Conversion(value) : Convert(context, value, target.GenericTypeArguments[0]);
            return inner.Error is not null ? inner
                : target.IsInstanceOfType(inner.Value) ? inner
                : new Conversion(OutputFactory.Create(target.GenericTypeArguments[0], OutputData<object?>.Known(inner.Value)));
        }

        if (definition == typeof(ImmutableArray<>))
        {
            return value is ImmutableArray<object?> items
                ? new Conversion(CollectionFactory.For(target.GenericTypeArguments[0]).Array([.. items.Select(item => ConvertOrWarn(context, item, target.GenericTypeArguments[0]))]))
                : Conversion.Wrong(context, typeof(ImmutableArray<object>), value);
        }

        if (definition == typeof(ImmutableDictionary<,>))
        {
            return value is ImmutableDictionary<string, object?> entries
                ? new Conversion(CollectionFactory.For(target.GenericTypeArguments[1]).Map(
                    entries.Select(entry => KeyValuePair.Create(entry.Key, ConvertOrWarn(context, entry.Value, target.GenericTypeArguments[1])))))
                : Conversion.Wrong(context, typeof(ImmutableDictionary<string, object>), value);
        }

        throw new InvalidOperationException($"Unexpected generic target type {target.FullName} when deserializing {context}");
    }

    private Conversion ConvertUnion(string context, object value, System.Type target)
    {
        for (var i = 0; i < 2; i++)
        {
            var attempt = Convert($"{context}.AsT{i}", value, target.GenericTypeArguments[i]);
            if (attempt.Error is null)
            {
                return new Conversion(target.GetMethod($"FromT{i}")!.Invoke(null, [attempt.Value]));
            }
        }

        return new Conversion(null, $"Expected {target.GenericTypeArguments[0].FullName} or {target.GenericTypeArguments[1].FullName} but got {value.GetType().FullName} deserializing {context}");
    }

    private Conversion ConvertObject(string context, object value, System.Type target)
    {
        if (target.IsValueType && target.IsDefined(typeof(EnumTypeAttribute), inherit: false))
        {
            if (value is not (string or double))
            {
                return new Conversion(null, $"Expected {typeof(string).FullName} or {typeof(double).FullName} but got {value.GetType().FullName} deserializing {context}");
            }

            var maker = target.GetConstructor(OutputTypeRules.Instance, [value.GetType()]);
            return maker is not null
                ? new Conversion(maker.Invoke([value]))
                : new Conversion(null, $"Expected target type {target.FullName} to have a constructor with a single {value.GetType().FullName} parameter.");
        }

        if (target.IsInterface && target.GetCustomAttribute<DiscriminatedUnionDiscriminatorAttribute>() is { } discriminator)
        {
            return ConvertCase(context, value, target, discriminator.PropertyName);
        }

        if (!target.IsDefined(typeof(OutputTypeAttribute), inherit: false))
        {
            return new Conversion(null, $"Unexpected target type {target.FullName} when deserializing {context}");
        }

        var constructor = OutputTypeRules.Constructor(target);
        if (constructor is null)
        {
            return new Conversion(null, $"Expected target type {target.FullName} to have [{nameof(OutputConstructorAttribute)}] constructor when deserializing {context}");
        }

        if (value is not ImmutableDictionary<string, object?> fields)
        {
            return Conversion.Wrong(context, typeof(ImmutableDictionary<string, object>), value);
        }

        var arguments = constructor.GetParameters().Select(parameter => ConvertOrWarn(
            $"{target.FullName}({parameter.Name})",
            fields.GetValueOrDefault(parameter.GetCustomAttribute<OutputConstructorParameterAttribute>()?.Name ?? parameter.Name!),
            parameter.ParameterType));
        return new Conversion(constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. arguments], null));
    }

    private Conversion ConvertCase(string context, object value, System.Type target, string property)
    {
        if (value is not ImmutableDictionary<string, object?> fields)
        {
            return new Conversion(null, $"Expected {typeof(ImmutableDictionary<string, object>).FullName} with discriminator property \"{property}\" but got {value.GetType().FullName} deserializing {context}");
        }

        var cases = target.GetCustomAttributes<DiscriminatedUnionCaseAttribute>().ToArray();
        var expected = string.Join(", ", cases.Select(candidate => candidate.Tag).Order(StringComparer.Ordinal));
        if (fields.GetValueOrDefault(property) is not string tag)
        {
            return new Conversion(null, $"missing discriminator property \"{property}\"; expected one of: {expected} deserializing {context}");
        }

        return Array.Find(cases, candidate => candidate.Tag == tag) is { } match
            ? Convert(context, value, match.Type)
            : new Conversion(null, $"unknown \"{property}\" value \"{tag}\"; expected one of: {expected} deserializing {context}");
    }

    private static Conversion ConvertJson(string context, object value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            if (PlainJson.TryWrite(writer, value) is { } unexpected)
            {
                return new Conversion(null, $"Unexpected type {unexpected.FullName} when converting {context} to {nameof(JsonElement)}");
            }
        }

        return new Conversion(JsonDocument.Parse(stream.ToArray()).RootElement);
    }

    private readonly record struct Conversion(object? Value, string? Error = null)
    {
        public static Conversion Wrong(string context, System.Type expected, object actual)
            => new(null, $"Expected {expected.FullName} but got {actual.GetType().FullName} deserializing {context}");
    }
}
