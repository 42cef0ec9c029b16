using System.Collections.Immutable;
using System.Text;
using Sluice.Routing.Model;

namespace Sluice.Routing.Filters;

/// <summary>
/// The net effect of all header modifiers that a request passes, as two byte-level steps: drop the fields named in
/// <see cref="Dropped"/>, then append <see cref="AppendedBytes"/> (HTTP/1.1) or <see cref="Appended"/> (everything else).
/// </summary>
public sealed class CompiledHeaderEdits
{
    public static readonly CompiledHeaderEdits None = new([], []);

    private CompiledHeaderEdits(ImmutableArray<byte[]> dropped, ImmutableArray<HeaderValue> appended)
    {
        Dropped = dropped;
        Appended = appended;
        AppendedBytes = Encoding.UTF8.GetBytes(string.Concat(appended.Select(header => $"{header.Name}: {header.Value}\r\n")));
    }

    /// <summary>Lower-case names of fields to leave out.</summary>
    public ImmutableArray<byte[]> Dropped { get; }

    public ImmutableArray<HeaderValue> Appended { get; }

    /// <summary><see cref="Appended"/> as header lines, each ended by CRLF.</summary>
    public ReadOnlyMemory<byte> AppendedBytes { get; }

    public bool IsNone => Dropped.IsEmpty && Appended.IsEmpty;

    /// <summary>Composes edits in the order in which they apply: later ones see what earlier ones did.</summary>
    public static CompiledHeaderEdits Compile(IEnumerable<HeaderEdits> edits)
    {
        var dropped = new List<string>();
        var appended = new List<HeaderValue>();
        foreach (var edit in edits)
        {
            foreach (var header in edit.Set)
            {
                Drop(header.Name);
                appended.Add(header);
            }

            appended.AddRange(edit.Add);
            foreach (var name in edit.Remove)
            {
                Drop(name);
            }
        }

        return dropped.Count == 0 && appended.Count == 0
            ? None
            : new([.. dropped.Select(Encoding.ASCII.GetBytes)], [.. appended]);

        void Drop(string name)
        {
            appended.RemoveAll(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase));
            var lowerCase = name.ToLowerInvariant();
            if (!dropped.Contains(lowerCase))
            {
                dropped.Add(lowerCase);
            }
        }
    }

    /// <summary>True where a field of this name is to be left out.</summary>
    public bool Drops(ReadOnlySpan<byte> name)
    {
        foreach (var dropped in Dropped)
        {
            if (dropped.Length == name.Length && Ascii.EqualsIgnoreCase(name, dropped))
            {
                return true;
            }
        }

        return false;
    }
}
