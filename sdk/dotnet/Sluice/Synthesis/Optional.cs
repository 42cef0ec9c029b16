using Pulumi;

namespace Sluice.Synthesis;

/// <summary>Plain values that may be absent. An absent one leaves its field out of the manifest.</summary>
internal static class Optional
{
    public static Input<T>? Of<T>(T? value)
        where T : class =>
        value is null ? null : (Input<T>)value;
}
