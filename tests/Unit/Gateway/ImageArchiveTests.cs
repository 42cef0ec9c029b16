using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Sluice.TestKit;

namespace Sluice.Gateway.Tests;

/// <summary>The container image that <c>make image-archive</c> packs, of a small program instead of the published gateway.</summary>
public sealed class ImageArchiveTests : IDisposable
{
    private const string Program = "tool";
    private const string Reference = "registry.example/tool:1.2";

    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-image-").FullName;

    public ImageArchiveTests()
    {
        // Any program that is linked to the C library will do.
        Directory.CreateDirectory(Publish);
        File.Copy("/usr/bin/env", Path.Combine(Publish, Program));
        File.WriteAllText(Path.Combine(Publish, "settings.json"), "{}");
        File.WriteAllText(Path.Combine(Publish, "tool.pdb"), "symbols");
    }

    private string Publish => Path.Combine(_folder, "publish");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Archive_HoldsTheProgramAndWhatItNeeds()
    {
        var archive = Pack("image.tar");

        var layers = archive.Manifest.GetProperty("layers").EnumerateArray().Select(layer => Unpack(archive.Blob(layer))).ToArray();
        var (system, program) = (layers[0], layers[1]);

        Assert.Contains(system, file => file.Key.EndsWith("/libc.so.6", StringComparison.Ordinal));
        Assert.Contains(system, file => file.Key.EndsWith("/libssl.so.3", StringComparison.Ordinal));
        Assert.Contains(system, file => file.Key.Contains("/ld-linux", StringComparison.Ordinal) && file.Value.Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.Contains("./etc/ssl/certs/ca-certificates.crt", system.Keys);
        Assert.Equal(UnixFileMode.StickyBit, system["./tmp/"].Mode & (UnixFileMode.StickyBit | UnixFileMode.SetUser));
        Assert.True(system["./tmp/"].Mode.HasFlag(UnixFileMode.OtherWrite));

        Assert.Equal(["./", "./app/", "./app/settings.json", "./app/tool"], program.Keys.Order(StringComparer.Ordinal));
        Assert.True(program["./app/tool"].Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.All(layers.SelectMany(layer => layer.Values), file => Assert.Equal((0, 0), (file.Uid, file.Gid)));
    }

    [Fact]
    public void Archive_RunsTheProgramAsAUserWithoutRights()
    {
        var config = Pack("image.tar").Config.GetProperty("config");

        Assert.Equal("1654:1654", config.GetProperty("User").GetString());
        Assert.Equal(["/app/tool"], config.GetProperty("Entrypoint").EnumerateArray().Select(part => part.GetString()));
    }

    [Fact]
    public void Archive_IsReadByOciAndDockerReadersAlike()
    {
        var archive = Pack("image.tar");

        var annotations = archive.Json("index.json").GetProperty("manifests")[0].GetProperty("annotations");
        Assert.Equal(Reference, annotations.GetProperty("io.containerd.image.name").GetString());

        var docker = archive.Json("manifest.json")[0];
        Assert.Equal(Reference, docker.GetProperty("RepoTags")[0].GetString());
        Assert.Equal($"blobs/sha256/{archive.Manifest.GetProperty("config").GetProperty("digest").GetString()![7..]}", docker.GetProperty("Config").GetString());
        Assert.Equal(archive.Manifest.GetProperty("layers").EnumerateArray().Select(layer => "blobs/sha256/" + layer.GetProperty("digest").GetString()![7..]),
            docker.GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()));
    }

    [Fact]
    public void Archive_OfTheSameInput_IsTheSame()
    {
        Pack("first.tar");
        File.SetLastWriteTimeUtc(Path.Combine(Publish, Program), DateTime.UnixEpoch.AddYears(30));
        Pack("second.tar");

        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "first.tar")), File.ReadAllBytes(Path.Combine(_folder, "second.tar")));
    }

    [Fact]
    public void Archive_WithoutTheProgram_SaysWhatToDo()
    {
        File.Delete(Path.Combine(Publish, Program));

        var (code, error) = Run("image.tar");

        Assert.Equal(1, code);
        Assert.Contains($"{Publish}/{Program} is no executable file. Publish the program self-contained first", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "image.tar")));
    }

    private ImageArchive Pack(string name)
    {
        var (code, error) = Run(name);
        Assert.True(code == 0, error);
        return new ImageArchive(Path.Combine(_folder, name));
    }

    private (int Code, string Error) Run(string name)
    {
        var script = Path.Combine(BuildOutput.Root, "provider", "Gateway", "image", "archive");
        using var process = Process.Start(new ProcessStartInfo(script, [Publish, Program, Reference, Path.Combine(_folder, name)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Result);
    }

    private static Dictionary<string, TarEntry> Unpack(byte[] layer)
    {
        using var reader = new TarReader(new GZipStream(new MemoryStream(layer), CompressionMode.Decompress));
        var entries = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add(entry.Name, entry);
        }

        return entries;
    }

    /// <summary>An archive whose every blob has been held against its digest.</summary>
    private sealed class ImageArchive
    {
        private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

        public ImageArchive(string path)
        {
            using var reader = new TarReader(File.OpenRead(path));
            while (reader.GetNextEntry(copyData: true) is { } entry)
            {
                if (entry.DataStream is { } data)
                {
                    var bytes = new byte[data.Length];
                    data.ReadExactly(bytes);
                    _files.Add(entry.Name, bytes);
                }
            }

            Assert.All(_files.Where(file => file.Key.StartsWith("blobs/sha256/", StringComparison.Ordinal)),
                file => Assert.Equal(file.Key, "blobs/sha256/" + Convert.ToHexStringLower(SHA256.HashData(file.Value))));
            Manifest = Parse(Blob(Json("index.json").GetProperty("manifests")[0]));
            Config = Parse(Blob(Manifest.GetProperty("config")));
            Assert.Equal(
                Manifest.GetProperty("layers").EnumerateArray().Select(layer => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Inflate(Blob(layer))))),
                Config.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()));
        }

        public JsonElement Manifest { get; }

        public JsonElement Config { get; }

        public JsonElement Json(string name) => Parse(_files[name]);

        /// <summary>The blob a descriptor names; its size is checked.</summary>
        public byte[] Blob(JsonElement descriptor)
        {
            var blob = _files["blobs/sha256/" + descriptor.GetProperty("digest").GetString()!["sha256:".Length..]];
            Assert.Equal(descriptor.GetProperty("size").GetInt64(), blob.Length);
            return blob;
        }

        private static JsonElement Parse(byte[] json)
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }

        private static byte[] Inflate(byte[] layer)
        {
            using var inflated = new MemoryStream();
            new GZipStream(new MemoryStream(layer), CompressionMode.Decompress).CopyTo(inflated);
            return inflated.ToArray();
        }
    }
}
