using System.Text;

namespace Pulumi.Experimental.Provider;

internal static class KebabCase
{
    /// <summary>Words in lower case with hyphens between them: SharedGateways gives shared-gateways, HTTPRoutes gives http-routes.</summary>
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var current = name[i];
            if (current is '_' or '-' || char.IsWhiteSpace(current))
            {
                result.Append('-');
                continue;
            }

            var startsWord = i > 0 && char.IsUpper(current)
                && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1])
                    || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                result.Append('-');
            }

            result.Append(char.ToLowerInvariant(current));
        }

        return result.ToString();
    }
}
