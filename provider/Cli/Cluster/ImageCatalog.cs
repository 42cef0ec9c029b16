using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Cli.Cluster;

/// <summary>
/// Which program of this repository stands in for which image. The programs lie beside this one, in the folders the build gives them.
/// </summary>
internal static class ImageCatalog
{
    private const string Bookinfo = "docker.io/istio/examples-bookinfo-";

    private static readonly (string Image, string Project, string[] Arguments)[] Images =
    [
        ("ghcr.io/sluice-dev/gateway", "Sluice.Gateway", []),
        (Bookinfo + "productpage-v1", "Sluice.Examples.Services", ["productpage"]),
        (Bookinfo + "details-v1", "Sluice.Examples.Services", ["details"]),
        (Bookinfo + "ratings-v1", "Sluice.Examples.Services", ["ratings"]),
        (Bookinfo + "reviews-v1", "Sluice.Examples.Services", ["reviews", "--version", "v1"]),
        (Bookinfo + "reviews-v2", "Sluice.Examples.Services", ["reviews", "--version", "v2"]),
        (Bookinfo + "reviews-v3", "Sluice.Examples.Services", ["reviews", "--version", "v3"]),
        ("docker.io/mccutchen/go-httpbin", "Sluice.Examples.Services", ["httpbin"]),
        ("ghcr.io/sluice-dev/echo", "Sluice.Examples.Services", ["echo"]),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the catalog, unless it stands there already, and returns its path.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "catalog.json");
        var images = new JsonObject();
        foreach (var (image, project, arguments) in Images)
        {
            images[image] = new JsonObject { ["command"] = new JsonArray([.. new[] { "dotnet", PathOf(project) }.Concat(arguments).Select(static a => (JsonNode)a)]), ["env"] = new JsonObject() };
        }

        var text = new JsonObject { ["images"] = images }.ToJsonString(Indented);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            // A running cluster may read it at any time.
            File.WriteAllText(path + ".new", text);
            File.Move(path + ".new", path, overwrite: true);
        }

        return path;
    }

    /// <summary><c>artifacts/bin/&lt;project&gt;/&lt;configuration&gt;/&lt;project&gt;.dll</c>, seen from this program's own folder there.</summary>
    public static string PathOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent?.Parent?.FullName ?? own.FullName, project, own.Name, project + ".dll");
    }
}
