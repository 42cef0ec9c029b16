using System.Text.Json;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests;

/// <summary>A Pulumi project folder of a test's own, so that configuration changes touch no file of the checkout.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private ProgramFolder(string path)
    {
        Path = path;
    }

    public string Path { get; }

    /// <summary>The Bookinfo example, unchanged: its own configuration, the checkout's program.</summary>
    public static ProgramFolder Bookinfo()
    {
        var folder = Create();
        var project = File.ReadAllText(System.IO.Path.Combine(BuildOutput.Root, "Pulumi.yaml"));
        var main = System.IO.Path.Combine(BuildOutput.Root, "examples", "bookinfo");
        folder.Write("Pulumi.yaml", project.Replace("main: examples/bookinfo", $"main: {main}", StringComparison.Ordinal));
        folder.Write("Pulumi.dev.yaml", File.ReadAllText(System.IO.Path.Combine(BuildOutput.Root, "Pulumi.dev.yaml")));
        return folder;
    }

    /// <summary>An example that is built already, unchanged but for its configuration.</summary>
    public static ProgramFolder Example(string name, string assembly)
    {
        var folder = Create();
        var project = File.ReadAllText(System.IO.Path.Combine(BuildOutput.Root, "examples", name, "Pulumi.yaml"));
        folder.Write("Pulumi.yaml", project.Replace("runtime: dotnet\n", $"runtime:\n  name: dotnet\n  options:\n    binary: {BuildOutput.Assembly(assembly)}\n", StringComparison.Ordinal));
        return folder;
    }

    /// <summary>
    /// A stack of the tests' own program, which is built already, with this configuration. The stack's project and the namespace of
    /// what it declares have the name given.
    /// </summary>
    public static ProgramFolder Case(string name, string @case, params (string Key, string Value)[] config)
    {
        var folder = Create();
        folder.Write("Pulumi.yaml", $"name: {name}\nruntime:\n  name: dotnet\n  options:\n    binary: {BuildOutput.Assembly("Sluice.EndToEnd.Program")}\nplugins:\n  providers:\n  - name: sluice\n    path: {BuildOutput.Folder("Sluice.Plugin")}\n");
        var values = new[] { ("namespace", name), ("case", @case) }.Concat(config);
        folder.Write("Pulumi.dev.yaml", $"config:\n{string.Concat(values.Select(value => $"  {name}:{value.Item1}: {JsonSerializer.Serialize(value.Item2)}\n"))}");
        return folder;
    }

    /// <summary>A program of one file, built against the same packages as the examples.</summary>
    public static ProgramFolder Of(string name, string source)
    {
        var folder = Create();
        folder.Write("Pulumi.yaml", $"name: {name}\nruntime: dotnet\n");
        folder.Write($"{name}.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <UsePulumi>true</UsePulumi>
                <UsePulumiKubernetes>true</UsePulumiKubernetes>
                <EnforceCodeStyleInBuild>false</EnforceCodeStyleInBuild>
                <!-- Files below artifacts/ are left out by default. -->
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("Program.cs", source);
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // Below artifacts/ the checkout's build settings apply, and nothing there is tracked.
    private static ProgramFolder Create() =>
        new(Directory.CreateDirectory(System.IO.Path.Combine(BuildOutput.Root, "artifacts", "end-to-end", Guid.NewGuid().ToString("N")[..8])).FullName);

    private void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(Path, name), content);
}
