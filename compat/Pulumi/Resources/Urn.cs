using System.Diagnostics.CodeAnalysis;

namespace Pulumi;

/// <summary>The unique name of a resource across all stacks and projects.</summary>
public readonly struct Urn : IEquatable<Urn>
{
    private readonly string _value;

    public Urn(string value)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new ArgumentException("URN cannot be null or empty.", nameof(value));
        }

        _value = value;
    }

    public static implicit operator string(Urn value) => value._value;

    public static bool operator ==(Urn left, Urn right) => left.Equals(right);

    public static bool operator !=(Urn left, Urn right) => !left.Equals(right);

    /// <summary>The URN that a resource of this name, type and place has; stack and project default to the current ones.</summary>
    public static Output<string> Create(
        Input<string> name,
        Input<string> type,
        Resource? parent = null,
        Input<string>? parentUrn = null,
        Input<string>? project = null,
        Input<string>? stack = null)
    {
        if (parent is not null && parentUrn is not null)
        {
            throw new ArgumentException("Only one of 'parent' and 'parentUrn' can be non-null.");
        }

        var prefix = (parent?.Urn ?? parentUrn?.ToOutput())?.Apply(urn => urn[..urn.LastIndexOf("::", StringComparison.Ordinal)] + "$")
            ?? Output.Format($"urn:pulumi:{stack ?? Deployment.Instance.StackName}::{project ?? Deployment.Instance.ProjectName}::");
        return Output.Format($"{prefix}{type}::{name}");
    }

    public override string ToString() => _value;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Urn other && Equals(other);

    public bool Equals(Urn other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The unqualified type token of a URN.</summary>
    internal static string TypeOf(string urn) => urn.Split("::", 4)[2].Split('$')[^1];

    internal static string NameOf(string urn) => urn.Split("::", 4)[3];
}
