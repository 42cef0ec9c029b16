using System.Diagnostics.CodeAnalysis;

namespace Sluice.Engine.Values;

/// <summary>A resource's unique name in a stack: <c>urn:pulumi:&lt;stack&gt;::&lt;project&gt;::&lt;qualified type&gt;::&lt;name&gt;</c>.</summary>
internal readonly record struct Urn(string Value) : IComparable<Urn>
{
    public const string StackType = "pulumi:pulumi:Stack";
    private const string Prefix = "urn:pulumi:";

    public static Urn Create(string stack, string project, Urn? parent, string type, string name) =>
        CreateUnder(stack, project, parent is { } p && p.QualifiedType != StackType ? p.QualifiedType : null, type, name);

    public static Urn CreateUnder(string stack, string project, string? parentType, string type, string name) =>
        new($"{Prefix}{stack}::{project}::{(string.IsNullOrEmpty(parentType) || parentType == StackType ? "" : parentType + "$")}{type}::{name}");

    public static bool TryParse([NotNullWhen(true)] string? text, out Urn urn)
    {
        urn = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split("::", 4).Length < 4)
        {
            return false;
        }

        urn = new Urn(text);
        return true;
    }

    public static Urn? Optional(string? text) => string.IsNullOrEmpty(text) ? null : new Urn(text);

    public string Stack => Part(0)[Prefix.Length..];

    public string Project => Part(1);

    public string QualifiedType => Part(2);

    public string Type => QualifiedType is var q && q.LastIndexOf('$') is var i and >= 0 ? q[(i + 1)..] : q;

    /// <summary>The qualified type of the parent; empty below the stack.</summary>
    public string ParentType => QualifiedType is var q && q.LastIndexOf('$') is var i and >= 0 ? q[..i] : "";

    public string Name => Part(3);

    public bool IsStack => QualifiedType == StackType;

    public Urn Renamed(string name) => CreateUnder(Stack, Project, ParentType, Type, name);

    public int CompareTo(Urn other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(Urn left, Urn right) => left.CompareTo(right) < 0;

    public static bool operator >(Urn left, Urn right) => left.CompareTo(right) > 0;

    public static bool operator <=(Urn left, Urn right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Urn left, Urn right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value;

    private string Part(int index) => (Value ?? "").Split("::", 4) is { Length: > 3 } parts ? parts[index] : "";
}
