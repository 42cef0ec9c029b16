using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi.Experimental;

/// <summary>Makes property values of objects; outputs inside are awaited and keep their flags.</summary>
internal static class PropertyValueWriter
{
    public static async Task<PropertyValue> WriteAsync(object? value)
    {
        switch (value)
        {
            case null:
                return PropertyValue.Null;
            case PropertyValue property:
                return property;
            case string text:
                return new PropertyValue(text);
            case bool flag:
                return new PropertyValue(flag);
            case byte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return new PropertyValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
            case Enum number:
                return new PropertyValue(Convert.ToInt32(number, CultureInfo.InvariantCulture));
            case Asset asset:
                return new PropertyValue(asset);
            case Archive archive:
                return new PropertyValue(archive);
            case IInput input:
                return await WriteOutputAsync(input.Output).ConfigureAwait(false);
            case IOutput output:
                return await WriteOutputAsync(output).ConfigureAwait(false);
            case IUnion union:
                return await WriteAsync(union.Value).ConfigureAwait(false);
            case InputArgs args:
                return await WriteMapAsync(await args.ToDictionaryAsync().ConfigureAwait(false)).ConfigureAwait(false);
            case IDictionary map:
                return await WriteMapAsync(map).ConfigureAwait(false);
            case IEnumerable items:
                return await WriteListAsync(items).ConfigureAwait(false);
            default:
                return await WriteObjectAsync(value).ConfigureAwait(false);
        }
    }

    private static async Task<PropertyValue> WriteOutputAsync(IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        var value = data.IsKnown ? await WriteAsync(data.Value).ConfigureAwait(false) : PropertyValue.Computed;
        var urns = ImmutableHashSet.CreateBuilder<Urn>();
        foreach (var resource in data.Resources)
        {
            var urn = await resource.Urn.DataTask.ConfigureAwait(false);
            if (!string.IsNullOrEmpty(urn.Value))
            {
                urns.Add(new Urn(urn.Value));
            }
        }

        return value.WithDependencies(value.Dependencies.Union(urns)).WithSecret(value.IsSecret || data.IsSecret);
    }

    private static async Task<PropertyValue> WriteMapAsync(IDictionary map)
    {
        var result = ImmutableDictionary.CreateBuilder<string, PropertyValue>();
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string key)
            {
                result[key] = await WriteAsync(entry.Value).ConfigureAwait(false);
            }
        }

        return new PropertyValue(result.ToImmutable());
    }

    private static async Task<PropertyValue> WriteListAsync(IEnumerable items)
    {
        var result = ImmutableArray.CreateBuilder<PropertyValue>();
        if (!CollectionFactory.IsDefaultArray(items))
        {
            foreach (var item in items)
            {
                result.Add(await WriteAsync(item).ConfigureAwait(false));
            }
        }

        return new PropertyValue(result.ToImmutable());
    }

    private static async Task<PropertyValue> WriteObjectAsync(object value)
    {
        var type = value.GetType();
        if (type.IsValueType && type.IsDefined(typeof(EnumTypeAttribute), inherit: false))
        {
            return type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type])?.Invoke(null, [value]) switch
            {
                string text => new PropertyValue(text),
                double number => new PropertyValue(number),
                _ => throw new InvalidOperationException($"Expected {type.FullName} to have an explicit conversion operator to String or Double"),
            };
        }

        var result = ImmutableDictionary.CreateBuilder<string, PropertyValue>();
        foreach (var property in type.GetProperties())
        {
            result[PropertyNames.Of(property)] = await WriteAsync(property.GetValue(value)).ConfigureAwait(false);
        }

        return new PropertyValue(result.ToImmutable());
    }
}
