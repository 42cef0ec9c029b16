using Sluice.Engine.Values;

namespace Sluice.Engine.State;

/// <summary>Names one configured provider: <c>&lt;urn&gt;::&lt;id&gt;</c>.</summary>
internal readonly record struct ProviderReference(Urn Urn, string Id)
{
    public static bool TryParse(string text, out ProviderReference reference)
    {
        reference = default;
        var split = text.LastIndexOf("::", StringComparison.Ordinal);
        if (split < 0 || !Urn.TryParse(text[..split], out var urn))
        {
            return false;
        }

        reference = new ProviderReference(urn, text[(split + 2)..]);
        return true;
    }

    public override string ToString() => $"{Urn}::{Id}";
}
