using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi.Experimental;

/// <summary>
/// Makes objects of property values. An unknown that meets a plain member makes the nearest enclosing input unknown; if
/// there is none, that is an error.
/// </summary>
internal static class PropertyValueReader
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ImmutableHashSet<Type> Numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
    ];

    public static object? Read(PropertyValue value, Type target)
    {
        try
        {
            return Read(value, target, ["$"]);
        }
        catch (UnknownValueException exception)
        {
            throw new InvalidOperationException(exception.Message);
        }
    }

    private static object? Read(PropertyValue value, Type target, ImmutableArray<string> path)
    {
        if (target == typeof(PropertyValue))
        {
            return value;
        }

        if (IsNullable(target) && value.IsNull)
        {
            return null;
        }

        target = Nullable.GetUnderlyingType(target) ?? target;
        if (target.IsConstructedGenericType && ReadGeneric(value, target, path) is { } generic)
        {
            return generic;
        }

        if (target == typeof(object))
        {
            return ReadAnything(value, target, path);
        }

        if (target == typeof(string))
        {
            return value.TryGetString(out var text) ? text : throw Mismatch(value, target, path, PropertyValueType.String);
        }

        if (target == typeof(bool))
        {
            return value.TryGetBool(out var flag) ? flag : throw Mismatch(value, target, path, PropertyValueType.Bool);
        }

        if (Numbers.Contains(target))
        {
            return value.TryGetNumber(out var number)
                ? Convert.ChangeType(number, target, CultureInfo.InvariantCulture)
                : throw Mismatch(value, target, path, PropertyValueType.Number);
        }

        if (target.IsEnum)
        {
            return value.TryGetNumber(out var number)
                ? Enum.ToObject(target, Convert.ToInt32(number))
                : throw Mismatch(value, target, path, PropertyValueType.Number);
        }

        if (target == typeof(Asset))
        {
            return value.TryGetAsset(out var asset) ? asset : throw Mismatch(value, target, path, PropertyValueType.Asset);
        }

        if (target == typeof(Archive))
        {
            return value.TryGetArchive(out var archive) ? archive : throw Mismatch(value, target, path, PropertyValueType.Archive);
        }

        if (typeof(Resource).IsAssignableFrom(target))
        {
            return value.TryGetResource(out var reference)
                ? ResourceTypes.TryConstruct(reference.URN, reference.PackageVersion) ?? new DependencyResource(reference.URN)
                : throw Mismatch(value, target, path, PropertyValueType.Resource);
        }

        if (target.IsArray)
        {
            var items = Items(value, target, path, target.GetElementType()!);
            var array = Array.CreateInstance(target.GetElementType()!, items.Count);
            for (var i = 0; i < items.Count; i++)
            {
                array.SetValue(items[i], i);
            }

            return array;
        }

        if (target.IsValueType && target.IsDefined(typeof(EnumTypeAttribute), inherit: false))
        {
            return ReadEnum(value, target, path);
        }

        if (target.IsInterface && target.GetCustomAttribute<DiscriminatedUnionDiscriminatorAttribute>() is { } discriminator && value.TryGetMap(out var union))
        {
            return ReadCase(union, target, discriminator.PropertyName, path);
        }

        return value.TryGetMap(out var map) ? ReadObject(map, target, path) : throw Mismatch(value, target, path, PropertyValueType.Map);
    }

    private static object? ReadGeneric(PropertyValue value, Type target, ImmutableArray<string> path)
    {
        var definition = target.GetGenericTypeDefinition();
        var arguments = target.GenericTypeArguments;
        if (definition == typeof(Input<>) || definition == typeof(Output<>))
        {
            var factory = InputFactory.For(arguments[0]);
            var data = ReadData(value, arguments[0], path);
            return definition == typeof(Input<>) ? factory.Input(data) : OutputFactory.Create(arguments[0], data);
        }

        if (definition == typeof(InputList<>))
        {
            return InputFactory.For(arguments[0]).List(ReadData(value, typeof(ImmutableArray<>).MakeGenericType(arguments), path));
        }

        if (definition == typeof(InputMap<>))
        {
            var input = typeof(Input<>).MakeGenericType(arguments);
            return InputFactory.For(arguments[0]).Map(ReadData(value, typeof(ImmutableDictionary<,>).MakeGenericType(typeof(string), input), path));
        }

        if (definition == typeof(ImmutableArray<>))
        {
            return CollectionFactory.For(arguments[0]).Array(Items(value, target, path, arguments[0]));
        }

        if (definition == typeof(List<>) || definition == typeof(IList<>))
        {
            return CollectionFactory.For(arguments[0]).List(Items(value, target, path, arguments[0]));
        }

        if (definition == typeof(ImmutableDictionary<,>) || definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>))
        {
            if (!value.TryGetMap(out var map))
            {
                throw Mismatch(value, target, path, PropertyValueType.Map);
            }

            var entries = map.Select(entry => KeyValuePair.Create(entry.Key, Read(entry.Value, arguments[1], path.Add(entry.Key)))).ToArray();
            var factory = CollectionFactory.For(arguments[1]);
            return definition == typeof(ImmutableDictionary<,>) ? factory.Map(entries) : factory.MutableMap(entries);
        }

        return null;
    }

    // The flags belong to this input: what is inside is read without them.
    private static OutputData<object?> ReadData(PropertyValue value, Type type, ImmutableArray<string> path)
    {
        var resources = value.Dependencies.Select(urn => (Resource)new DependencyResource(urn)).ToImmutableHashSet();
        if (value.IsComputed)
        {
            return new OutputData<object?>(resources, null, IsKnown: false, value.IsSecret);
        }

        try
        {
            var plain = value.WithSecret(false).WithDependencies(ImmutableHashSet<Urn>.Empty);
            return new OutputData<object?>(resources, Read(plain, type, path), IsKnown: true, value.IsSecret);
        }
        catch (UnknownValueException)
        {
            return new OutputData<object?>(resources, null, IsKnown: false, value.IsSecret);
        }
    }

    private static object? ReadAnything(PropertyValue value, Type target, ImmutableArray<string> path) => value.Match<object?>(
        () => null,
        flag => flag,
        number => number,
        text => text,
        items => items.Select((item, index) => Read(item, target, path.Add($"index[{index}]"))).ToImmutableArray(),
        map => map.ToImmutableDictionary(entry => entry.Key, entry => Read(entry.Value, target, path.Add(entry.Key))),
        asset => asset,
        archive => archive,
        reference => new DependencyResource(reference.URN),
        () => throw Mismatch(value, target, path, PropertyValueType.Map));

    private static List<object?> Items(PropertyValue value, Type target, ImmutableArray<string> path, Type element)
        => value.TryGetArray(out var items)
            ? [.. items.Select((item, index) => Read(item, element, path.Add($"index[{index}]")))]
            : throw Mismatch(value, target, path, PropertyValueType.Array);

    private static object ReadEnum(PropertyValue value, Type target, ImmutableArray<string> path)
    {
        object? underlying = value.TryGetString(out var text) ? text : value.TryGetNumber(out var number) ? number : null;
        if (underlying is null)
        {
            throw Mismatch(value, target, path, PropertyValueType.String, PropertyValueType.Number);
        }

        var constructor = target.GetConstructor(Instance, [underlying.GetType()])
            ?? throw Mismatch(value, target, path, PropertyValueType.String, PropertyValueType.Number);
        return constructor.Invoke([underlying]);
    }

    private static object ReadCase(ImmutableDictionary<string, PropertyValue> map, Type target, string property, ImmutableArray<string> path)
    {
        var cases = target.GetCustomAttributes<DiscriminatedUnionCaseAttribute>().ToArray();
        var expected = string.Join(", ", cases.Select(candidate => candidate.Tag).Order(StringComparer.Ordinal));
        if (!map.TryGetValue(property, out var tagValue) || !tagValue.TryGetString(out var tag))
        {
            throw new InvalidOperationException($"missing discriminator property \"{property}\"; expected one of: {expected}");
        }

        return Array.Find(cases, candidate => candidate.Tag == tag) is { } match
            ? ReadObject(map, match.Type, path)
            : throw new InvalidOperationException($"unknown \"{property}\" value \"{tag}\"; expected one of: {expected}");
    }

    private static object ReadObject(ImmutableDictionary<string, PropertyValue> map, Type target, ImmutableArray<string> path)
    {
        // Immutable shapes are made by the constructor that takes exactly what was given.
        var constructor = Array.Find(target.GetConstructors(), candidate => candidate.GetParameters() is { Length: > 0 } parameters
            && parameters.Length == map.Count
            && parameters.All(parameter => map.ContainsKey(parameter.Name!)));
        if (constructor is not null)
        {
            return constructor.Invoke(
                BindingFlags.DoNotWrapExceptions,
                null,
                [.. constructor.GetParameters().Select(parameter => Read(map[parameter.Name!], parameter.ParameterType, path.Add($"param({parameter.Name})")))],
                null);
        }

        var result = Activator.CreateInstance(target, BindingFlags.DoNotWrapExceptions | BindingFlags.Instance | BindingFlags.Public, null, null, null)!;
        foreach (var property in target.GetProperties(Instance))
        {
            var name = PropertyNames.Of(property);
            var given = map.TryGetValue(name, out var value);
            if (!given && !IsNullable(property.PropertyType))
            {
                throw new InvalidOperationException(
                    $"Could not deserialize object of type {target.Name}, missing required property {name} at [{string.Join(", ", path.Add(name))}]");
            }

            // What is not given is null even where the class has a default: the schema knows no defaults.
            property.SetValue(result, given ? Read(value!, property.PropertyType, path.Add(name)) : null);
        }

        return result;
    }

    private static bool IsNullable(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static Exception Mismatch(PropertyValue value, Type target, ImmutableArray<string> path, params PropertyValueType[] expected)
    {
        var types = expected.Length == 1 ? $"{expected[0]}" : $"[{string.Join(", ", expected)}]";
        var place = path.Length == 1 ? "" : $" at path [{string.Join(", ", path)}]";
        var message = $"Error while deserializing value of type {target.Name} from property value of type {value.Type}. Expected {types} instead{place}.";
        return value.IsComputed ? new UnknownValueException(message) : new InvalidOperationException(message);
    }

    private sealed class UnknownValueException(string message) : Exception(message);
}
