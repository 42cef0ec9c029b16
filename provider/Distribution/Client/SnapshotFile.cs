using System.Text;
using System.Text.Json;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Client;

/// <summary>
/// The last good snapshot on disk: a first line that says what it is (<c>{"format":1,"gateway":"infra/shared"}</c>), then the snapshot as
/// one JSON document. It holds private keys, so only its owner reads it.
/// </summary>
internal static class SnapshotFile
{
    private const int Format = 1;

    public static void Write(string path, string gateway, RoutingSnapshot snapshot)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

        // A reader sees the old file or the new one, never a half; the mode is set before the first byte is written.
        var draft = path + ".new";
        File.Delete(draft);
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, creation))
        {
            file.Write(Encoding.UTF8.GetBytes($$"""{"format":{{Format}},"gateway":"{{JsonEncodedText.Encode(gateway)}}"}""" + "\n"));
            JsonSerializer.Serialize(file, snapshot, RoutingJson.Wire.RoutingSnapshot);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <returns>Null if there is none.</returns>
    /// <exception cref="InvalidDataException">There is one, but it is not of this gateway and format.</exception>
    public static RoutingSnapshot? Read(string path, string gateway)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            var end = content.AsSpan().IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new InvalidDataException($"Snapshot file {path} has no first line.");
            }

            using var head = JsonDocument.Parse(content.AsMemory(0, end));
            var format = head.RootElement.GetProperty("format").GetInt32();
            var owner = head.RootElement.GetProperty("gateway").GetString();
            if (format != Format || owner != gateway)
            {
                throw new InvalidDataException($"Snapshot file {path} is of gateway {owner} in format {format}; {gateway} in format {Format} is wanted.");
            }

            return JsonSerializer.Deserialize(content.AsSpan(end + 1), RoutingJson.Wire.RoutingSnapshot);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"Snapshot file {path} cannot be read: {broken.Message}", broken);
        }
    }
}
