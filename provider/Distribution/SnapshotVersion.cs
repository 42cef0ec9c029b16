namespace Sluice.Distribution;

/// <summary>Names a published snapshot: the lease epoch of the leader that published it, and its counter within that epoch.</summary>
public readonly record struct SnapshotVersion(long Epoch, long Counter) : IComparable<SnapshotVersion>
{
    public static bool operator <(SnapshotVersion left, SnapshotVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SnapshotVersion left, SnapshotVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SnapshotVersion left, SnapshotVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SnapshotVersion left, SnapshotVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(SnapshotVersion other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Counter.CompareTo(other.Counter);

    public override string ToString() => FormattableString.Invariant($"{Epoch}.{Counter}");

    internal Protocol.Version ToWire() => new() { Epoch = Epoch, Counter = Counter };

    internal static SnapshotVersion FromWire(Protocol.Version? version) => version is null ? default : new(version.Epoch, version.Counter);
}
