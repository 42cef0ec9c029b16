using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Certificates;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Storage;

/// <param name="Revision">The store's revision after this record.</param>
/// <param name="ObjectRevision">The revision of the object itself (older than <paramref name="Revision"/> in a snapshot).</param>
/// <param name="Resource">Null for a record that only carries the revision.</param>
/// <param name="Key">Identity of the object.</param>
/// <param name="Tree">The object; null for a deletion.</param>
internal sealed record JournalRecord(long Revision, long ObjectRevision, string? Resource, ObjectKey Key, JsonObject? Tree);

/// <summary>
/// State on disk: a snapshot <c>N.snapshot</c> and the journals <c>N.journal</c>, <c>N+1.journal</c>… written since. A record is one
/// line: CRC-32, space, JSON. A line that was cut off by a crash ends the journal; a snapshot appears by rename, so it is whole or not
/// there. Writes reach the operating system before the client hears of them and the disk within a second.
/// </summary>
internal sealed class StateJournal : IAsyncDisposable
{
    private const long MinimumSnapshotBytes = 16 * 1024 * 1024;

    private readonly string _folder;
    private readonly FileStream _lockFile;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _flusher;
    private FileStream _journal;
    private long _number;
    private long _snapshotBytes;
    private volatile bool _dirty;
    private Task _snapshot = Task.CompletedTask;

    private StateJournal(string folder, FileStream lockFile, long number)
    {
        _folder = folder;
        _lockFile = lockFile;
        _number = number;
        _journal = OpenJournal(JournalPath(number));
        _flusher = FlushLoopAsync();
    }

    public bool NeedsSnapshot => _snapshot.IsCompleted && _journal.Position > Math.Max(MinimumSnapshotBytes, 2 * _snapshotBytes);

    public static StateJournal Open(string folder)
    {
        SecretFiles.CreateFolder(folder);
        FileStream lockFile;
        try
        {
            lockFile = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"State folder {folder} is in use by another API server: {e.Message}", e);
        }

        foreach (var leftover in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(leftover);
        }

        return new StateJournal(folder, lockFile, Numbers(folder, "*.journal").Append(1).Max());
    }

    public void Replay(Action<JournalRecord> load)
    {
        var snapshot = Numbers(_folder, "*.snapshot").DefaultIfEmpty(0).Max();
        if (snapshot > 0)
        {
            var path = SnapshotPath(snapshot);
            _snapshotBytes = new FileInfo(path).Length;
            if (ReadRecords(path, load) != _snapshotBytes)
            {
                throw new InvalidDataException($"State snapshot {path} is damaged. Delete the state folder to start with an empty cluster.");
            }
        }

        foreach (var number in Numbers(_folder, "*.journal").Where(n => n >= snapshot).Order())
        {
            var path = JournalPath(number);
            if (number == _number)
            {
                _journal.Dispose();
            }

            var valid = ReadRecords(path, load);
            if (number == _number)
            {
                _journal = OpenJournal(path);
                _journal.SetLength(valid);
                _journal.Position = valid;
            }
        }
    }

    public void Append(long revision, StoredObject item, bool deleted)
    {
        var start = _journal.Position;
        try
        {
            _journal.Write(Encode(revision, item, deleted));
        }
        catch (IOException)
        {
            // Half a record would hide every later one from the next start.
            _journal.SetLength(start);
            _journal.Position = start;
            throw;
        }

        _dirty = true;
    }

    /// <summary>Continues in a new journal and writes <paramref name="items"/> as the snapshot it builds on.</summary>
    public void StartSnapshot(long revision, IReadOnlyList<StoredObject> items)
    {
        var previous = _journal;
        _number++;
        _journal = OpenJournal(JournalPath(_number));
        var number = _number;
        _snapshot = Task.Run(() => WriteSnapshot(number, revision, items, previous));
    }

    private void WriteSnapshot(long number, long revision, IReadOnlyList<StoredObject> items, FileStream previous)
    {
        previous.Flush(flushToDisk: true);
        previous.Dispose();
        var temporary = SnapshotPath(number) + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            file.Write(Line(new JsonObject { ["r"] = revision }));
            foreach (var item in items)
            {
                file.Write(Encode(revision, item, deleted: false));
            }

            file.Flush(flushToDisk: true);
            _snapshotBytes = file.Position;
        }

        File.Move(temporary, SnapshotPath(number), overwrite: true);
        foreach (var old in Numbers(_folder, "*.snapshot").Where(n => n < number))
        {
            File.Delete(SnapshotPath(old));
        }

        foreach (var old in Numbers(_folder, "*.journal").Where(n => n < number))
        {
            File.Delete(JournalPath(old));
        }
    }

    private static byte[] Encode(long revision, StoredObject item, bool deleted)
    {
        var record = new JsonObject
        {
            ["r"] = revision,
            ["v"] = item.Revision,
            ["k"] = item.Resource,
            ["s"] = item.Key.Namespace,
            ["n"] = item.Key.Name,
        };
        if (deleted)
        {
            return Line(record);
        }

        // The object's bytes exist already (watchers need them too); they become the last field.
        var head = JsonTree.ToUtf8(record);
        var body = item.Utf8;
        var line = new byte[9 + head.Length + 5 + body.Length + 1];
        head.AsSpan(0, head.Length - 1).CopyTo(line.AsSpan(9));
        var at = 9 + head.Length - 1;
        ",\"o\":"u8.CopyTo(line.AsSpan(at));
        body.CopyTo(line.AsSpan(at + 5));
        line[at + 5 + body.Length] = (byte)'}';
        Seal(line, at + 6 + body.Length);
        return line;
    }

    private static byte[] Line(JsonObject record)
    {
        var json = JsonTree.ToUtf8(record);
        var line = new byte[9 + json.Length + 1];
        json.CopyTo(line.AsSpan(9));
        Seal(line, 9 + json.Length);
        return line;
    }

    private static void Seal(byte[] line, int end)
    {
        var crc = Crc32.HashToUInt32(line.AsSpan(9, end - 9));
        Encoding.ASCII.GetBytes(crc.ToString("x8", CultureInfo.InvariantCulture), line);
        line[8] = (byte)' ';
        line[end] = (byte)'\n';
    }

    /// <summary>Reads records up to the first that is not whole; answers the number of good bytes.</summary>
    private static long ReadRecords(string path, Action<JournalRecord> load)
    {
        var bytes = File.ReadAllBytes(path);
        var position = 0;
        while (position < bytes.Length)
        {
            var length = bytes.AsSpan(position).IndexOf((byte)'\n');
            if (length < 10)
            {
                break;
            }

            var line = bytes.AsSpan(position, length);
            var json = line[9..];
            if (!uint.TryParse(line[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc) || crc != Crc32.HashToUInt32(json))
            {
                break;
            }

            load(Decode((JsonObject)JsonTree.Parse(json)!));
            position += length + 1;
        }

        return position;
    }

    private static JournalRecord Decode(JsonObject record)
    {
        var revision = record.Integer("r") ?? throw new JsonException("a journal record without revision");
        var tree = record["o"] as JsonObject;
        record.Remove("o");
        return new JournalRecord(
            revision,
            record.Integer("v") ?? revision,
            record.Text("k"),
            new ObjectKey(record.Text("s") ?? "", record.Text("n") ?? ""),
            tree);
    }

    private async Task FlushLoopAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; DisposeAsync flushes the rest.
        }
    }

    private void Flush()
    {
        if (!_dirty)
        {
            return;
        }

        _dirty = false;
        try
        {
            _journal.Flush(flushToDisk: true);
        }
        catch (ObjectDisposedException)
        {
            // A snapshot has just replaced this journal and flushed it.
        }
    }

    private static FileStream OpenJournal(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Position = file.Length;
        return file;
    }

    private static IEnumerable<long> Numbers(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern)
            .Select(f => long.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(n => n > 0);

    private string JournalPath(long number) => Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture) + ".journal");

    private string SnapshotPath(long number) => Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture) + ".snapshot");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _flusher.ConfigureAwait(false);
        await _snapshot.ConfigureAwait(false);
        _journal.Flush(flushToDisk: true);
        await _journal.DisposeAsync().ConfigureAwait(false);
        await _lockFile.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
