using Pulumi;

namespace Sluice.Synthesis;

/// <summary>Collections of manifests. An empty one is left out, so that the manifest does not mention it.</summary>
internal static class Lists
{
    public static InputList<T>? OrNone<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? null : (InputList<T>)array;
    }

    public static InputList<string>? OrNone(IEnumerable<Input<string>> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? null : (InputList<string>)array;
    }
}
