using System.Collections.Immutable;
using System.Globalization;

namespace Sluice.Engine.Values;

/// <summary>
/// A value as programs, providers and the state file exchange it: JSON plus secrets, unknowns, assets and references.
/// Immutable, compared by content. A secret never shows its content through <see cref="object.ToString"/>.
/// </summary>
internal abstract class PropertyValue : IEquatable<PropertyValue>
{
    public static readonly PropertyValue NullValue = new Null();
    public static readonly PropertyValue UnknownValue = new Unknown();
    public static readonly PropertyValue True = new Bool(true);
    public static readonly PropertyValue False = new Bool(false);

    public static implicit operator PropertyValue(string value) => new Text(value);

    public static implicit operator PropertyValue(bool value) => value ? True : False;

    public static implicit operator PropertyValue(double value) => new Number(value);

    public static implicit operator PropertyValue(PropertyMap value) => new Map(value);

    public static PropertyValue ListOf(params IEnumerable<PropertyValue> items) => new List([.. items]);

    /// <summary>A secret in a secret is one secret.</summary>
    public static PropertyValue SecretOf(PropertyValue element) => element is Secret ? element : new Secret(element);

    public abstract bool Equals(PropertyValue? other);

    public sealed override bool Equals(object? obj) => Equals(obj as PropertyValue);

    public abstract override int GetHashCode();

    /// <summary>Whether any value inside is not known yet.</summary>
    public virtual bool ContainsUnknowns => false;

    /// <summary>Whether any value inside is secret.</summary>
    public virtual bool ContainsSecrets => false;

    /// <summary>The value with every secret envelope removed.</summary>
    public virtual PropertyValue Revealed => this;

    /// <summary>The text of a string value, secret or not; null for anything else.</summary>
    public string? AsText => this switch { Text t => t.Value, Secret s => s.Element.AsText, Output { Element: { } e } => e.AsText, _ => null };

    /// <summary>The members of an object, secret or not; null for anything else.</summary>
    public PropertyMap? AsMap => this switch { Map m => m.Members, Secret s => s.Element.AsMap, Output { Element: { } e } => e.AsMap, _ => null };

    /// <summary>The items of a list, secret or not; null for anything else.</summary>
    public ImmutableArray<PropertyValue>? AsList => this switch { List l => l.Items, Secret s => s.Element.AsList, Output { Element: { } e } => e.AsList, _ => null };

    public sealed class Null : PropertyValue
    {
        public override bool Equals(PropertyValue? other) => other is Null;

        public override int GetHashCode() => 0;

        public override string ToString() => "null";
    }

    public sealed class Bool(bool value) : PropertyValue
    {
        public bool Value => value;

        public override bool Equals(PropertyValue? other) => other is Bool b && b.Value == value;

        public override int GetHashCode() => value.GetHashCode();

        public override string ToString() => value ? "true" : "false";
    }

    public sealed class Number(double value) : PropertyValue
    {
        public double Value => value;

        public override bool Equals(PropertyValue? other) => other is Number n && n.Value.Equals(value);

        public override int GetHashCode() => value.GetHashCode();

        public override string ToString() => value.ToString("R", CultureInfo.InvariantCulture);
    }

    public sealed class Text(string value) : PropertyValue
    {
        public string Value => value;

        public override bool Equals(PropertyValue? other) => other is Text t && string.Equals(t.Value, value, StringComparison.Ordinal);

        public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => value;
    }

    public sealed class List(ImmutableArray<PropertyValue> items) : PropertyValue
    {
        public ImmutableArray<PropertyValue> Items => items;

        public override bool ContainsUnknowns => items.Any(static i => i.ContainsUnknowns);

        public override bool ContainsSecrets => items.Any(static i => i.ContainsSecrets);

        public override PropertyValue Revealed => ContainsSecrets ? ListOf(items.Select(static i => i.Revealed)) : this;

        public override bool Equals(PropertyValue? other) => other is List l && l.Items.SequenceEqual(items);

        public override int GetHashCode() => items.Length;

        public override string ToString() => $"[{string.Join(", ", items)}]";
    }

    public sealed class Map(PropertyMap members) : PropertyValue
    {
        public PropertyMap Members => members;

        public override bool ContainsUnknowns => members.ContainsUnknowns;

        public override bool ContainsSecrets => members.ContainsSecrets;

        public override PropertyValue Revealed => ContainsSecrets ? members.Revealed : this;

        public override bool Equals(PropertyValue? other) => other is Map m && m.Members.Equals(members);

        public override int GetHashCode() => members.GetHashCode();

        public override string ToString() => members.ToString();
    }

    public sealed class Secret(PropertyValue element) : PropertyValue
    {
        public PropertyValue Element => element;

        public override bool ContainsUnknowns => element.ContainsUnknowns;

        public override bool ContainsSecrets => true;

        public override PropertyValue Revealed => element.Revealed;

        public override bool Equals(PropertyValue? other) => other is Secret s && s.Element.Equals(element);

        public override int GetHashCode() => element.GetHashCode();

        public override string ToString() => "[secret]";
    }

    public sealed class Unknown : PropertyValue
    {
        public override bool ContainsUnknowns => true;

        public override bool Equals(PropertyValue? other) => other is Unknown;

        public override int GetHashCode() => 1;

        public override string ToString() => "[unknown]";
    }

    /// <summary>A value that kept its unknown, secret and dependency marks together; <c>Element</c> null means unknown.</summary>
    public sealed class Output(PropertyValue? element, bool secret, ImmutableArray<Urn> dependencies) : PropertyValue
    {
        public PropertyValue? Element => element;

        public bool IsSecret => secret;

        public ImmutableArray<Urn> Dependencies => dependencies;

        public override bool ContainsUnknowns => element is null || element.ContainsUnknowns;

        public override bool ContainsSecrets => secret || element is { ContainsSecrets: true };

        public override PropertyValue Revealed => element?.Revealed ?? UnknownValue;

        public override bool Equals(PropertyValue? other) =>
            other is Output o && o.IsSecret == secret && Equals(o.Element, element) && o.Dependencies.SequenceEqual(dependencies);

        public override int GetHashCode() => HashCode.Combine(element, secret);

        public override string ToString() => secret ? "[secret]" : element?.ToString() ?? "[unknown]";
    }

    /// <summary>An asset or archive; the members are those of the wire format without the signature.</summary>
    public sealed class Asset(bool archive, PropertyMap members) : PropertyValue
    {
        public bool IsArchive => archive;

        public PropertyMap Members => members;

        public override bool Equals(PropertyValue? other) => other is Asset a && a.IsArchive == archive && a.Members.Equals(members);

        public override int GetHashCode() => members.GetHashCode();

        public override string ToString() => archive ? "archive" : "asset";
    }

    /// <summary>A reference to a resource: no id for components, an unknown id in a preview, which does not make the reference itself unknown.</summary>
    public sealed class Reference(Urn urn, PropertyValue? id, string packageVersion) : PropertyValue
    {
        public Urn Urn => urn;

        public PropertyValue? Id => id;

        public string PackageVersion => packageVersion;

        public override bool Equals(PropertyValue? other) =>
            other is Reference r && r.Urn == urn && Equals(r.Id, id) && string.Equals(r.PackageVersion, packageVersion, StringComparison.Ordinal);

        public override int GetHashCode() => urn.GetHashCode();

        public override string ToString() => urn.Value;
    }
}
