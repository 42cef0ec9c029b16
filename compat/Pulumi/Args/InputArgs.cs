using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>A bag of inputs: its members marked with <see cref="InputAttribute"/> are what is sent.</summary>
public abstract class InputArgs
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly ImmutableArray<InputMember> _members;

    protected InputArgs()
    {
        var type = GetType();
        var fields = type.GetFields(Members)
            .Select(field => (Attribute: field.GetCustomAttribute<InputAttribute>(), field.Name, Type: field.FieldType, Read: (Func<object, object?>)field.GetValue));
        var properties = type.GetProperties(Members)
            .Select(property => (Attribute: property.GetCustomAttribute<InputAttribute>(), property.Name, Type: property.PropertyType, Read: (Func<object, object?>)property.GetValue));

        _members = [.. fields.Concat(properties)
            .Where(member => member.Attribute is not null)
            .Select(member => new InputMember(member.Attribute!, member.Name, $"[Input] {type.FullName}.{member.Name}", member.Type, member.Read))];
        foreach (var member in _members)
        {
#pragma warning disable CA2214 // The checks of the three sealed families of args look at types only, never at the instance.
            ValidateMember(member.Type, member.FullName);
#pragma warning restore CA2214
        }
    }

    private protected abstract void ValidateMember(Type memberType, string fullName);

    internal virtual Task<ImmutableDictionary<string, object?>> ToDictionaryAsync()
    {
        var result = ImmutableDictionary.CreateBuilder<string, object?>();
        foreach (var member in _members)
        {
            var value = member.Read(this);
            if (value is null && member.Attribute.IsRequired)
            {
                throw new ArgumentNullException(member.Name, $"{member.FullName} is required but was not given a value");
            }

            result.Add(member.Attribute.Name, member.Attribute.Json ? ToJson(member.FullName, value) : value);
        }

        return Task.FromResult(result.ToImmutable());
    }

    private static Output<string>? ToJson(string context, object? value)
    {
        return value switch
        {
            null => null,
            IInput input => new Output<string>(FromOutputAsync(input.Output)),
            _ => Output.Create(SerializeAsync(value)),
        };

        async Task<string> SerializeAsync(object? plain)
        {
            var serializer = new Serializer(new SerializationOptions());
            return JsonFormatter.Default.Format(await serializer.SerializeAsync(context, plain).ConfigureAwait(false));
        }

        async Task<OutputData<string>> FromOutputAsync(IOutput output)
        {
            var data = await output.GetDataAsync().ConfigureAwait(false);
            return data.With(data.IsKnown ? await SerializeAsync(data.Value).ConfigureAwait(false) : "");
        }
    }

    private sealed record InputMember(InputAttribute Attribute, string Name, string FullName, Type Type, Func<object, object?> Read);
}
