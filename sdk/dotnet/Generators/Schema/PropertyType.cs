namespace Sluice.Generators.Schema;

/// <summary>The type of one property of an API object, as far as Pulumi's wire format can tell types apart.</summary>
internal abstract class PropertyType
{
    /// <summary>The JSON text, number or truth value with this C# name.</summary>
    public sealed class Scalar(string keyword) : PropertyType
    {
        public static readonly Scalar Text = new("string");
        public static readonly Scalar Integer = new("int");
        public static readonly Scalar Number = new("double");
        public static readonly Scalar Boolean = new("bool");

        public string Keyword { get; } = keyword;
    }

    /// <summary>A port or percentage that may be a number or a text.</summary>
    public sealed class IntOrString : PropertyType
    {
        public static readonly IntOrString Instance = new();
    }

    /// <summary>Any JSON value.</summary>
    public sealed class Json : PropertyType
    {
        public static readonly Json Instance = new();
    }

    public sealed class List(PropertyType element) : PropertyType
    {
        public PropertyType Element { get; } = element;
    }

    public sealed class Map(PropertyType element) : PropertyType
    {
        public PropertyType Element { get; } = element;
    }

    public sealed class Reference(ObjectType target) : PropertyType
    {
        public ObjectType Target { get; } = target;
    }

    /// <summary>An object type whose Pulumi classes exist already in another assembly.</summary>
    public sealed class External(string inputType, string outputType) : PropertyType
    {
        public string InputType { get; } = inputType;

        public string OutputType { get; } = outputType;
    }
}
