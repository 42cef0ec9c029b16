using System.Reflection;
using Pulumi;
using Pulumi.Experimental.Provider;
using Sluice.TestKit;

namespace Sluice.Plugin.Tests;

/// <summary>What the package offers to other languages.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task Schema_IsTheOneThatWasReviewed()
    {
        var response = await SluicePackage.CreateProvider().GetSchema(new GetSchemaRequest(0, null, null), CancellationToken.None);

        Golden.Verify(SchemaFile(), response.Schema!.ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    public async Task Schema_HasEveryComponentUnderItsToken()
    {
        var response = await SluicePackage.CreateProvider().GetSchema(new GetSchemaRequest(0, null, null), CancellationToken.None);
        using var schema = System.Text.Json.JsonDocument.Parse(response.Schema!);
        var offered = schema.RootElement.GetProperty("resources").EnumerateObject().Select(resource => resource.Name);

        var components = typeof(SharedGateway).Assembly.GetExportedTypes().Where(type => typeof(ComponentResource).IsAssignableFrom(type) && !type.IsAbstract);
        var tokens = typeof(ComponentTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.Name != nameof(ComponentTypes.Package));

        Assert.Equal(components.Select(type => $"{ComponentTypes.Package}:index:{type.Name}").Order(StringComparer.Ordinal), offered);
        Assert.Equal(tokens.Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal), offered);
    }

    private static string SchemaFile([System.Runtime.CompilerServices.CallerFilePath] string caller = "")
        => Path.GetFullPath("../../../provider/Plugin/schema.json", Path.GetDirectoryName(caller)!);
}
