using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace Pulumi.Serialization;

/// <summary>Which types an output may have. Checked when a resource is made, so that a mistake shows before anything is deployed.</summary>
internal static class OutputTypeRules
{
    public const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly ConcurrentDictionary<Type, bool> Accepted = new();

    private static readonly ImmutableHashSet<Type> Simple =
    [
        typeof(bool), typeof(int), typeof(double), typeof(string), typeof(object),
        typeof(Asset), typeof(Archive), typeof(AssetOrArchive), typeof(JsonElement),
    ];

    public static void Check(string context, Type type)
    {
        if (!Accepted.ContainsKey(type))
        {
            Check(context, type, []);
            Accepted[type] = true;
        }
    }

    /// <summary>Checks values whose types nobody declared. An output, and where allowed an input, is checked for what it holds.</summary>
    public static void CheckValues(string context, IEnumerable<object?> values, bool inputs)
    {
        foreach (var value in values)
        {
            var type = value?.GetType();
            if (type is { IsGenericType: true } && (type.GetGenericTypeDefinition() == typeof(Output<>) || (inputs && type.GetGenericTypeDefinition() == typeof(Input<>))))
            {
                type = type.GenericTypeArguments[0];
            }

            if (type is not null)
            {
                Check(context, type);
            }
        }
    }

    public static ConstructorInfo? Constructor(Type type)
    {
        var constructors = type.GetConstructors(Instance);
        return Array.Find(constructors, constructor => constructor.IsDefined(typeof(OutputConstructorAttribute)))
            ?? (constructors.Count(constructor => constructor.IsPublic) == 1 ? Array.Find(constructors, constructor => constructor.IsPublic) : null);
    }

    private static void Check(string context, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)
            || Simple.Contains(type)
            || typeof(Resource).IsAssignableFrom(type)
            || (type.IsEnum && type.GetEnumUnderlyingType() == typeof(int)))
        {
            return;
        }

        if (type.IsValueType && type.IsDefined(typeof(EnumTypeAttribute), inherit: false))
        {
            CheckEnum(type);
        }
        else if (type.IsConstructedGenericType)
        {
            CheckGeneric(context, type, seen);
        }
        else if (type.IsInterface && type.IsDefined(typeof(DiscriminatedUnionDiscriminatorAttribute), inherit: false))
        {
            CheckUnion(type, seen);
        }
        else
        {
            CheckObject(context, type, seen);
        }
    }

    private static void CheckEnum(Type type)
    {
        foreach (var underlying in new[] { typeof(string), typeof(double) })
        {
            if (type.GetConstructor(Instance, [underlying]) is null)
            {
                continue;
            }

            if (type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type])?.ReturnType == underlying)
            {
                return;
            }

            throw new InvalidOperationException($"{type.FullName} had [{nameof(EnumTypeAttribute)}], but did not contain an explicit conversion operator to {underlying.FullName}.");
        }

        throw new InvalidOperationException($"{type.FullName} had [{nameof(EnumTypeAttribute)}], but did not contain constructor with a single String or Double parameter.");
    }

    private static void CheckGeneric(string context, Type type, HashSet<Type> seen)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GenericTypeArguments;
        if (definition == typeof(ImmutableDictionary<,>))
        {
            if (arguments[0] != typeof(string))
            {
                throw new InvalidOperationException($"{context} contains invalid type {type.FullName}:\n    The only allowed ImmutableDictionary 'TKey' type is 'String'.");
            }
        }
        else if (definition != typeof(Nullable<>) && definition != typeof(Union<,>) && definition != typeof(ImmutableArray<>) && definition != typeof(Output<>))
        {
            throw new InvalidOperationException($"{context} contains invalid type {type.FullName}:\n    The only generic types allowed are ImmutableArray<...> and ImmutableDictionary<string, ...>");
        }

        foreach (var argument in arguments)
        {
            Check(context, argument, seen);
        }
    }

    private static void CheckUnion(Type type, HashSet<Type> seen)
    {
        foreach (var candidate in type.GetCustomAttributes<DiscriminatedUnionCaseAttribute>())
        {
            if (!type.IsAssignableFrom(candidate.Type))
            {
                throw new InvalidOperationException($"{type.FullName} had [{nameof(DiscriminatedUnionCaseAttribute)}(\"{candidate.Tag}\")] with type {candidate.Type.FullName} that is not assignable to {type.FullName}.");
            }

            Check($"{type.FullName}(\"{candidate.Tag}\")", candidate.Type, seen);
        }
    }

    private static void CheckObject(string context, Type type, HashSet<Type> seen)
    {
        if (!type.IsDefined(typeof(OutputTypeAttribute), inherit: false))
        {
            throw new InvalidOperationException(
                $"{context} contains invalid type {type.FullName}. Allowed types are:\n"
                + "    String, Boolean, Int32, Double,\n"
                + "    Nullable<...>, ImmutableArray<...> and ImmutableDictionary<string, ...> or\n"
                + $"    a class explicitly marked with the [{nameof(OutputTypeAttribute)}].");
        }

        var constructor = Constructor(type)
            ?? throw new InvalidOperationException($"{type.FullName} had [{nameof(OutputTypeAttribute)}], but did not contain constructor marked with [{nameof(OutputConstructorAttribute)}].");
        foreach (var parameter in constructor.GetParameters())
        {
            Check($"{type.FullName}({parameter.Name})", parameter.ParameterType, seen);
        }
    }
}
