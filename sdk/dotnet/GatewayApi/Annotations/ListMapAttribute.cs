namespace Sluice.GatewayApi.Annotations;

/// <summary>A list whose items are told apart, and merged, by key fields. Lists without this or <see cref="ListSetAttribute"/> are atomic.</summary>
/// <param name="keys">JSON names of the key fields.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    /// <summary>JSON names of the key fields.</summary>
    public string[] Keys { get; } = keys;
}

/// <summary>A list whose items are all different.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;
