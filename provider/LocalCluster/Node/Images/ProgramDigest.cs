using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sluice.LocalCluster.Node.Images;

/// <summary>
/// The digest of what an image stands for: its command and the content of the program, with everything that lies beside it, because a
/// program built anew may differ in a library only. A file that has kept its size and time is not read again.
/// </summary>
internal sealed class ProgramDigest
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, byte[] Hash)> _files = new(StringComparer.Ordinal);

    public string Of(string repository, ImageEntry entry)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [repository, .. entry.Command, .. entry.Arguments])));
        foreach (KeyValuePair<string, string> variable in entry.Environment.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"\n{variable.Key}={variable.Value}"));
        }

        foreach (string file in entry.Command.Concat(entry.Arguments).Where(Path.IsPathRooted).SelectMany(Files))
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"\n{file}\n"));
            digest.AppendData(Hash(file));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>A .NET program is its folder; any other file stands for itself.</summary>
    private static IEnumerable<string> Files(string path)
    {
        if (!path.EndsWith(".dll", StringComparison.Ordinal))
        {
            return File.Exists(path) ? [path] : [];
        }

        string folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
    }

    private byte[] Hash(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (_files.TryGetValue(path, out (long Length, DateTime Written, byte[] Hash) known) && known.Length == file.Length && known.Written == file.LastWriteTimeUtc)
            {
                return known.Hash;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] hash = SHA256.HashData(stream);
            _files[path] = (file.Length, file.LastWriteTimeUtc, hash);
            return hash;
        }
        catch (IOException)
        {
            // Gone or being written: a build is at work, and what it leaves has another digest.
            return [];
        }
    }
}
