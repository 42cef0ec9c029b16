using Sluice.Engine.Projects;
using Sluice.Engine.Secrets;

namespace Sluice.Engine.Tests.Projects;

public sealed class StackConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Set_ExistingKey_OnlyItsLineChanges()
    {
        var config = Config("name: shop\nruntime: dotnet\n");
        File.WriteAllText(config.FilePath, "# the shop\nconfig:\n  # percent\n  shop:weight: 10 \n  shop:list:\n    - a\n  kubernetes:namespace: shop\n");

        config.Set("weight", "50", ConfigKind.Plain);
        config.Set("list", "b c", ConfigKind.Plain);
        config.Set("fresh", "yes: no", ConfigKind.Plain);

        Assert.Equal("# the shop\nconfig:\n  # percent\n  shop:weight: 50\n  shop:list: \"b c\"\n  kubernetes:namespace: shop\n  shop:fresh: \"yes: no\"\n", File.ReadAllText(config.FilePath));
        Assert.Equal(new ConfigValue("yes: no", false), config.Get("shop:fresh"));
    }

    [Fact]
    public void Set_Secret_IsEncryptedAndReadBack()
    {
        var config = Config("name: shop\nruntime: dotnet\n");

        config.Set("password", "hunter2", ConfigKind.Secret);
        config.Set("password", "hunter3", ConfigKind.Secret);

        var text = File.ReadAllText(config.FilePath);
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.Contains("encryptionsalt: v1:", text, StringComparison.Ordinal);
        Assert.Equal(new ConfigValue("hunter3", true), Config("name: shop\nruntime: dotnet\n").Get("password"));
    }

    [Fact]
    public void Read_Declared_DefaultsFillAndMissingOnesAreAllNamed()
    {
        var config = Config("name: shop\nruntime: dotnet\nconfig:\n  size: { type: integer, default: 3 }\n  a: { type: string }\n  b: { type: string }\n");

        var error = Assert.Throws<EngineException>(() => config.Read());

        Assert.StartsWith("Stack 'dev' is missing configuration values 'a' and 'b'.", error.Message, StringComparison.Ordinal);
        File.WriteAllText(config.FilePath, "config:\n  a: 1\n  shop:b: true\n");
        Assert.Equal(["shop:a=1", "shop:b=true", "shop:size=3"], config.Read().Select(static c => $"{c.Key}={c.Value.Text}"));
    }

    private StackConfig Config(string project)
    {
        File.WriteAllText(Path.Combine(_folder, ProjectFile.FileName), project);
        return new StackConfig(ProjectFile.Find(_folder), "dev", new Passphrase(_folder));
    }
}
