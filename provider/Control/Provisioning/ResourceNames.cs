using System.Security.Cryptography;
using System.Text;

namespace Sluice.Control.Provisioning;

/// <summary>Names of what is made for a Gateway, within the rules of the kinds that bear them.</summary>
internal static class ResourceNames
{
    private const int MaxLabel = 63;
    private const int HashLength = 8;

    /// <summary>
    /// <c>gateway-class</c>. A Service's name is the strictest (63 lower-case letters, digits and dashes, a letter first), so one that
    /// does not fit is made to and ends in a hash of what it was.
    /// </summary>
    public static string ForGateway(string gateway, string gatewayClass)
    {
        var plain = $"{gateway}-{gatewayClass}";
        if (plain.Length <= MaxLabel && IsServiceName(plain))
        {
            return plain;
        }

        var cleaned = new StringBuilder(plain.Length + 1);
        foreach (var character in plain)
        {
            cleaned.Append(char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) ? character : '-');
        }

        if (!char.IsAsciiLetterLower(cleaned[0]))
        {
            cleaned.Insert(0, 'g');
        }

        return Shorten(cleaned.ToString(), plain);
    }

    /// <summary>The Service for one more address of a Gateway: the name of its other objects, then the address.</summary>
    public static string ForAddress(string resourceName, string address)
    {
        var plain = $"{resourceName}-{address.Replace('.', '-').Replace(':', '-').TrimEnd('-')}";
        return plain.Length <= MaxLabel && IsServiceName(plain) && !plain.Contains("--", StringComparison.Ordinal) ? plain : Shorten(plain, $"{resourceName}/{address}");
    }

    /// <summary>A name as the value of a label, which takes 63 characters where names take 253.</summary>
    public static string LabelValue(string name) => name.Length <= MaxLabel ? name : Shorten(name, name);

    private static string Shorten(string text, string original)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)))[..HashLength];
        var head = text[..Math.Min(text.Length, MaxLabel - HashLength - 1)].TrimEnd('-', '.');
        return $"{head}-{hash}";
    }

    private static bool IsServiceName(string name) =>
        char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
