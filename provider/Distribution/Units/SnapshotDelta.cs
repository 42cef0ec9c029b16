using System.Collections.Immutable;
using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Units;

/// <summary>The messages that lead a proxy from one snapshot to the next.</summary>
internal static class SnapshotDelta
{
    /// <summary>
    /// The update from what the proxy has to <paramref name="to"/>, cut into messages of about <paramref name="chunkBytes"/>. For a kind
    /// without a known start (<paramref name="from"/> has null there) all of it is sent, marked as a replacement.
    /// </summary>
    public static IEnumerable<Update> Between(ImmutableArray<EncodedSet?> from, EncodedSnapshot to, Protocol.Version version, int chunkBytes)
    {
        var update = new Update { Version = version };
        var size = 0;

        for (var i = 0; i < to.Sets.Length; i++)
        {
            var target = to.Sets[i];
            var source = from[i];
            if (source is not null && source.Hash == target.Hash && source.Units.Count == target.Units.Count)
            {
                continue;
            }

            var change = new SetChange { Kind = target.Kind, Replace = source is null };
            update.Changes.Add(change);

            foreach (var unit in target.Units.Values)
            {
                if (source is not null && source.Units.TryGetValue(unit.Name, out var old) && old.Hash == unit.Hash)
                {
                    continue;
                }

                if (size > 0 && size + unit.Content.Length > chunkBytes)
                {
                    update.More = true;
                    yield return update;
                    change = new SetChange { Kind = target.Kind };
                    update = new Update { Version = version, Changes = { change } };
                    size = 0;
                }

                change.Upserts.Add(new Unit { Name = unit.Name, Content = unit.Content });
                size += unit.Content.Length + unit.Name.Length;
            }

            if (source is not null)
            {
                change.Removals.AddRange(source.Units.Keys.Where(name => !target.Units.ContainsKey(name)));
            }
        }

        update.Result.AddRange(to.Sets.Select(set => set.State()));
        yield return update;
    }
}
