using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sluice.Engine.State;

/// <summary>
/// Keeps two runs off one stack. An operating-system lock decides between our own runs, because it cannot outlive its process;
/// a lock file beside it, as the Pulumi CLI writes and reads them, decides between us and that CLI.
/// </summary>
internal sealed class StackLock : IDisposable
{
    private const string Owner = "sluice";

    private readonly FileStream _guard;
    private readonly string _file;

    private StackLock(FileStream guard, string file)
    {
        _guard = guard;
        _file = file;
    }

    /// <exception cref="EngineException">Another run holds the stack.</exception>
    public static StackLock Acquire(StackStore store, StackName stack, DateTimeOffset now)
    {
        var folder = store.LockFolder(stack);
        Directory.CreateDirectory(folder);
        FileStream guard;
        try
        {
            guard = new FileStream(Path.Combine(folder, "guard"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw Locked(stack, Others(folder));
        }

        // With the guard held, what our own runs left behind is left from a crash.
        foreach (var (path, content) in Others(folder).Where(static o => o.Content?["owner"]?.GetValue<string>() == Owner || IsDead(o.Content)))
        {
            File.Delete(path);
        }

        var others = Others(folder);
        if (others.Count > 0)
        {
            guard.Dispose();
            throw Locked(stack, others);
        }

        var file = Path.Combine(folder, Guid.NewGuid().ToString() + ".json");
        File.WriteAllText(file, new JsonObject
        {
            ["pid"] = Environment.ProcessId,
            ["username"] = Environment.UserName,
            ["hostname"] = Environment.MachineName,
            ["timestamp"] = now.ToString("O", CultureInfo.InvariantCulture),
            ["owner"] = Owner,
        }.ToJsonString());
        return new StackLock(guard, file);
    }

    public void Dispose()
    {
        File.Delete(_file);
        _guard.Dispose();
    }

    private static List<(string Path, JsonObject? Content)> Others(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Select(static f => (f, Read(f)))];

    private static JsonObject? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
        {
            // Being written or removed by its owner right now.
            return null;
        }
    }

    private static bool IsDead(JsonObject? content)
    {
        if (content?["hostname"]?.GetValue<string>() != Environment.MachineName || content["pid"]?.GetValue<int>() is not { } pid)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static EngineException Locked(StackName stack, List<(string Path, JsonObject? Content)> others)
    {
        var lines = others.Select(static o => o.Content is { } c
            ? $"\n  {o.Path}: created by {c["username"]}@{c["hostname"]} (pid {c["pid"]}) at {c["timestamp"]}"
            : $"\n  {o.Path}");
        return new EngineException(
            $"the stack is currently locked by {Math.Max(1, others.Count)} lock(s). Another run works on stack {stack.Project}/{stack.Stack}: wait until it ends, or stop it with Ctrl-C.{string.Concat(lines)}");
    }
}
