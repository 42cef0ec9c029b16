using System.Globalization;
using System.Numerics;

namespace Sluice.LocalCluster.ApiServer.Schemas;

/// <summary>A Kubernetes quantity: an exact decimal number with a decimal or binary suffix, kept in its canonical spelling.</summary>
internal readonly struct Quantity : IEquatable<Quantity>
{
    private static readonly (string Suffix, int Power)[] Binary = [("Ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5), ("Ei", 6)];
    private static readonly (string Suffix, int Exponent)[] Decimal =
        [("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3), ("", 0), ("m", -3), ("u", -6), ("n", -9)];

    private readonly BigInteger _nano;
    private readonly Style _style;

    private Quantity(BigInteger nano, Style style)
    {
        _nano = nano;
        _style = style;
    }

    private enum Style
    {
        DecimalSI,
        BinarySI,
        DecimalExponent,
    }

    public static Quantity Zero { get; } = new(0, Style.DecimalSI);

    /// <summary>The value in thousandths, rounded up.</summary>
    public long MilliValue => (long)CeilingDivide(_nano, 1_000_000);

    /// <summary>The value in whole units, rounded up.</summary>
    public long Value => (long)CeilingDivide(_nano, 1_000_000_000);

    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = Zero;
        var end = 0;
        if (text.Length > 0 && text[0] is '+' or '-')
        {
            end++;
        }

        var digitsFrom = end;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        var number = text[digitsFrom..end];
        if (number.Length == 0 || number == "." || number.Count(c => c == '.') > 1)
        {
            return false;
        }

        var suffix = text[end..];
        var style = Style.DecimalSI;
        var scale = BigInteger.One;
        var exponent = 0;
        var binary = Binary.FirstOrDefault(b => b.Suffix == suffix);
        if (binary.Suffix is not null)
        {
            style = Style.BinarySI;
            scale = BigInteger.Pow(1024, binary.Power);
        }
        else if (Decimal.Any(d => d.Suffix == suffix))
        {
            exponent = Decimal.First(d => d.Suffix == suffix).Exponent;
        }
        else if (suffix.Length > 1 && suffix[0] is 'e' or 'E' && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) && Math.Abs(exponent) < 64)
        {
            style = Style.DecimalExponent;
        }
        else
        {
            return false;
        }

        var dot = number.IndexOf('.', StringComparison.Ordinal);
        var decimals = dot < 0 ? 0 : number.Length - dot - 1;
        var mantissa = BigInteger.Parse(dot < 0 ? number : number.Remove(dot, 1), CultureInfo.InvariantCulture) * scale;
        var shift = 9 + exponent - decimals;
        var nano = shift >= 0 ? mantissa * BigInteger.Pow(10, shift) : CeilingDivide(mantissa, BigInteger.Pow(10, -shift));
        quantity = new Quantity(text[0] == '-' ? -nano : nano, style);
        return true;
    }

    private static BigInteger CeilingDivide(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        return remainder > 0 ? quotient + 1 : quotient;
    }

    public static Quantity operator +(Quantity left, Quantity right) => new(left._nano + right._nano, left._style);

    public bool Equals(Quantity other) => _nano == other._nano;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _nano.GetHashCode();

    public override string ToString()
    {
        if (_nano.IsZero)
        {
            return "0";
        }

        var unit = BigInteger.Pow(10, 9);
        if (_style == Style.BinarySI && (_nano % unit).IsZero)
        {
            var whole = _nano / unit;
            var power = 0;
            while (power < Binary.Length && (whole % 1024).IsZero)
            {
                whole /= 1024;
                power++;
            }

            // Binary suffixes are for 1024 and more; below, the number stands alone.
            return whole.ToString(CultureInfo.InvariantCulture) + (power == 0 ? "" : Binary[power - 1].Suffix);
        }

        foreach (var (suffix, exponent) in Decimal)
        {
            var size = BigInteger.Pow(10, exponent + 9);
            if ((_nano % size).IsZero)
            {
                var count = (_nano / size).ToString(CultureInfo.InvariantCulture);
                return _style == Style.DecimalExponent && exponent != 0 ? $"{count}e{exponent}" : count + suffix;
            }
        }

        return _nano.ToString(CultureInfo.InvariantCulture) + "n";
    }
}
