using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Control.Tests;

/// <summary>Compares JSON to a file under <c>golden/</c>; UPDATE_GOLDEN=1 rewrites it and fails, so that somebody looks.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Check(string name, JsonNode actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "golden", name);
        var text = actual.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            Assert.Fail($"{path} was rewritten. Look at the difference, then run again without UPDATE_GOLDEN.");
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
