using System.Globalization;
using System.Text;

namespace Sluice.GatewayApi.Validation;

/// <summary>Where in an object a value is; immutable, rendered only when a message needs it.</summary>
public sealed class FieldPath
{
    /// <summary>The object itself.</summary>
    public static readonly FieldPath Root = new(null, "", -1);

    private readonly FieldPath? _parent;
    private readonly string _name;
    private readonly int _index;

    private FieldPath(FieldPath? parent, string name, int index) => (_parent, _name, _index) = (parent, name, index);

    /// <summary>The path of a field or map entry of this value.</summary>
    /// <param name="name">JSON name.</param>
    public FieldPath Field(string name) => new(this, name, -1);

    /// <summary>The path of a list item of this value.</summary>
    /// <param name="index">Position, from 0.</param>
    public FieldPath Item(int index) => new(this, "", index);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_parent is null)
        {
            return "";
        }

        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        _parent?.Write(text);
        if (_index >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{_index}]");
        }
        else if (_parent is not null)
        {
            text.Append(text.Length > 0 ? "." : "").Append(_name);
        }
    }
}
