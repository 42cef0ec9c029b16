namespace Sluice.Control;

/// <summary>Names an object within its kind; the namespace of cluster-wide objects is empty.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
