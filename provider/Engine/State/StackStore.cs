using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Engine.Secrets;

namespace Sluice.Engine.State;

/// <summary>Names one stack of one project.</summary>
internal sealed record StackName(string Project, string Stack)
{
    public const string Organization = "organization";

    public string Full => $"{Organization}/{Project}/{Stack}";

    public override string ToString() => Full;
}

/// <summary>
/// The state files of one target, laid out as Pulumi's file backend lays them out, so that
/// <c>pulumi login file://&lt;folder&gt;</c> sees the same stacks.
/// </summary>
internal sealed class StackStore
{
    private const int KeptBackups = 10;

    private readonly string _root;

    public StackStore(string folder) => _root = Path.Combine(folder, ".pulumi");

    public string LockFolder(StackName stack) => Path.Combine(_root, "locks", StackName.Organization, stack.Project, stack.Stack);

    public string FileOf(StackName stack) => Path.Combine(_root, "stacks", stack.Project, stack.Stack + ".json");

    /// <summary>Every stack that has a state file.</summary>
    public IReadOnlyList<StackName> Stacks()
    {
        var folder = Path.Combine(_root, "stacks");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Select(f => new StackName(Path.GetFileName(Path.GetDirectoryName(f)!), Path.GetFileNameWithoutExtension(f)))
                .OrderBy(static s => s.Full, StringComparer.Ordinal)]
            : [];
    }

    public bool Exists(StackName stack) => File.Exists(FileOf(stack));

    /// <summary>Reads a stack's state with the key to its secrets; an absent file is an empty stack.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="passphrase">Where the passphrase comes from.</param>
    /// <param name="configSalt">The salt of the stack's configuration, used when the state has none of its own.</param>
    /// <exception cref="EngineException">The file is corrupt; it is left as it is.</exception>
    public (Checkpoint Checkpoint, SecretsManager Secrets) Load(StackName stack, Passphrase passphrase, string? configSalt = null)
    {
        var file = FileOf(stack);
        if (!File.Exists(file))
        {
            return (Checkpoint.Empty, new SecretsManager(passphrase, configSalt));
        }

        try
        {
            var document = JsonNode.Parse(File.ReadAllBytes(file)) ?? throw new FormatException("the document is null");
            var secrets = new SecretsManager(passphrase, CheckpointFormat.Salt(document) ?? configSalt);
            var checkpoint = CheckpointFormat.Read(document, secrets);
            var problems = CheckpointIntegrity.Problems(checkpoint);
            return problems.Count == 0 ? (checkpoint, secrets) : throw new FormatException(string.Join("; ", problems));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            throw Corrupt(stack, file, e);
        }
    }

    /// <summary>Keeps a copy of the state as it is before a run that may change it.</summary>
    public void Backup(StackName stack, DateTimeOffset now)
    {
        var file = FileOf(stack);
        if (!File.Exists(file))
        {
            return;
        }

        var folder = Path.Combine(_root, "backups", stack.Project, stack.Stack);
        Directory.CreateDirectory(folder);
        var nanoseconds = (now - DateTimeOffset.UnixEpoch).Ticks * 100;
        File.Copy(file, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stack.Stack}.{nanoseconds}.json")), overwrite: true);
        foreach (var old in Directory.GetFiles(folder).OrderDescending(StringComparer.Ordinal).Skip(KeptBackups))
        {
            File.Delete(old);
        }
    }

    /// <summary>Keeps a copy of the state as a run left it, to go back to should the file be damaged.</summary>
    public void KeepCopy(StackName stack)
    {
        if (Exists(stack))
        {
            File.Copy(FileOf(stack), FileOf(stack) + ".bak", overwrite: true);
        }
    }

    /// <summary>Replaces the state file in one step: a reader, or a crash at any moment, finds the old or the new content, never a mixture.</summary>
    public void Save(StackName stack, Checkpoint checkpoint, SecretsManager secrets)
    {
        var file = FileOf(stack);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var meta = Path.Combine(_root, "meta.yaml");
        if (!File.Exists(meta))
        {
            File.WriteAllText(meta, "version: 1\n");
        }

        var bytes = CheckpointFormat.WriteCheckpoint(checkpoint, stack.Full, secrets);
        var fresh = file + ".new";
        using (var stream = PrivateFile.Open(fresh, FileMode.Create))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }

    public void Remove(StackName stack)
    {
        foreach (var file in new[] { FileOf(stack), FileOf(stack) + ".bak" })
        {
            File.Delete(file);
        }
    }

    private static EngineException Corrupt(StackName stack, string file, Exception cause)
    {
        var place = cause is JsonException { LineNumber: { } line } json ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        var why = cause is JsonException ? "it is not valid JSON" : cause.Message.TrimEnd('.');
        var cure = File.Exists(file + ".bak")
            ? $"Restore the copy of the last run that ended: cp '{file}.bak' '{file}'"
            : "Restore it from a backup of your own, or move it away to start with an empty stack";
        return new EngineException($"The state file of stack {stack.Project}/{stack.Stack} is corrupt: {why}{place}.\n  file: {file}\n  cure: {cure}. Nothing was changed.", cause);
    }
}
