using System.Xml.Linq;

namespace Sluice.Architecture.Tests;

/// <summary>The rooms of docs/architecture.md and what each may reference; a new arrow is a decision, made here and there.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["sdk/dotnet/GatewayApi"] = ([], ["YamlDotNet", "Microsoft.CodeAnalysis.PublicApiAnalyzers"]),
        ["sdk/dotnet/Generators"] = ([], ["Microsoft.CodeAnalysis.CSharp"]),
        ["sdk/dotnet/Sluice"] = (["sdk/dotnet/GatewayApi", "sdk/dotnet/Generators", "compat/Pulumi", "compat/Pulumi.Kubernetes"], ["Microsoft.CodeAnalysis.PublicApiAnalyzers"]),
        ["sdk/dotnet/Testing"] = (["sdk/dotnet/Sluice", "sdk/dotnet/GatewayApi", "provider/Translation", "provider/Routing", "compat/Pulumi", "compat/Pulumi.Kubernetes"], ["Microsoft.CodeAnalysis.PublicApiAnalyzers"]),
        ["provider/Plugin"] = (["sdk/dotnet/Sluice", "compat/Pulumi", "compat/Pulumi.Kubernetes"], []),
        ["provider/Routing"] = ([], []),
        ["provider/Translation"] = (["sdk/dotnet/GatewayApi", "provider/Routing"], []),
        ["provider/Control"] = (["provider/Translation", "sdk/dotnet/GatewayApi", "provider/Routing"], ["KubernetesClient"]),
        ["provider/Distribution"] = (["provider/Routing"], ["Grpc.AspNetCore", "Grpc.Net.Client", "Google.Protobuf", "Grpc.Tools"]),
        ["provider/Proxy"] = (["provider/Routing"], ["Yarp.ReverseProxy", "System.IO.Hashing"]),
        ["provider/Gateway"] = (["provider/Control", "provider/Distribution", "provider/Proxy"], []),
        ["provider/Engine"] = ([], ["KubernetesClient", "Grpc.AspNetCore", "Grpc.Net.Client", "Google.Protobuf", "Grpc.Tools", "YamlDotNet"]),
        ["provider/LocalCluster"] = (["sdk/dotnet/GatewayApi"], ["KubernetesClient", "YamlDotNet", "System.IO.Hashing", "Google.Protobuf"]),
        ["provider/Cli"] = (["provider/Engine", "provider/LocalCluster"], ["System.CommandLine", "Spectre.Console"]),
        ["compat/Pulumi"] = ([], ["Grpc.AspNetCore", "Grpc.Net.Client", "Google.Protobuf", "Grpc.Tools", "OneOf"]),
        ["compat/Pulumi.Kubernetes"] = (["compat/Pulumi", "sdk/dotnet/Generators"], ["KubernetesClient"]),
        ["compat/Verify.Xunit"] = ([], ["xunit"]),
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_ReferencesOnlyWhatTheTableAllows(string room)
    {
        var (projects, packages) = References(room);

        Assert.Empty(projects.Except(Allowed[room].Projects));
        Assert.Empty(packages.Except(Allowed[room].Packages));
    }

    [Fact]
    public void EveryShippedProject_IsARoomOfTheTable()
    {
        var projects = Repository.Files("*.csproj").Select(Repository.Relative)
            .Where(path => path.StartsWith("sdk/", StringComparison.Ordinal) || path.StartsWith("provider/", StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('/')]);

        Assert.Empty(projects.Except(Allowed.Keys));
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = XDocument.Load(Path.Combine(Repository.Root, "Sluice.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!);
        var projects = Repository.Files("*.csproj").Select(Repository.Relative).Where(path => path != "compat/Probe/Probe.csproj");

        Assert.Empty(projects.Except(solution));
    }

    [Fact]
    public void Versions_AreOnlyInTheCentralFile()
    {
        var pinned = Repository.Files("*.csproj")
            .SelectMany(path => XDocument.Load(path).Descendants("PackageReference")
                .Where(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null)
                .Select(package => $"{Repository.Relative(path)}: {(string?)package.Attribute("Include")}"));

        Assert.Empty(pinned);
    }

    private static (string[] Projects, string[] Packages) References(string room)
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, room), "*.csproj"));
        var document = XDocument.Load(file);
        var projects = document.Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ((string)reference.Attribute("Include")!).Replace('\\', '/'))))
            .Select(path => Repository.Relative(Path.GetDirectoryName(path)!));
        var packages = document.Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);

        // The stand-ins are chosen by a property, not by a reference in the project (Directory.Build.targets).
        var standIns = new[] { ("UsePulumi", "compat/Pulumi"), ("UsePulumiKubernetes", "compat/Pulumi.Kubernetes") }
            .Where(standIn => document.Descendants(standIn.Item1).Any(property => property.Value == "true"))
            .Select(standIn => standIn.Item2);
        return ([.. projects, .. standIns], [.. packages]);
    }
}
