using Sluice.Engine.Hosting;
using Sluice.Engine.Tests.Fakes;

namespace Sluice.Engine.Tests.Hosting;

public sealed class ProgramBuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_build_leaves_nothing_for_the_users_own_build_to_compile_again()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Shop.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "Program.cs"), "System.Console.WriteLine();");
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(10));

        var command = await ProgramBuild.PrepareAsync(new ProgramSource(_folder, null, null, null), "Release", ProgramBuildMode.Build, new RecordingSink(), guard.Token);

        Assert.Equal("dotnet", command.File);
        var compiled = Path.Combine(_folder, "obj", "Release", "net10.0", "Shop.dll");
        var before = File.GetLastWriteTimeUtc(compiled);
        Assert.Equal(0, await ChildProcess.RunAsync("dotnet", ["build", "-c", "Release", "-nologo", "-nodeReuse:false"], _folder, static _ => { }, guard.Token));
        Assert.Equal(before, File.GetLastWriteTimeUtc(compiled));
    }
}
