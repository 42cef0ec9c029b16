using System.Net.Sockets;
using System.Text;

namespace Sluice.EndToEnd.Tests;

/// <summary>What cannot be deployed: one clear message, exit code not 0, nothing half-applied, and the state as it was.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class BadInputTests(ClusterFixture cluster)
{
    private readonly SluiceCommand _sluice = cluster.Sluice;

    [Fact]
    public async Task WeightOutOfRange_NamesTheArgumentAndAppliesNothing()
    {
        using var project = ProgramFolder.Bookinfo();
        await _sluice.SucceedAsync(project.Path, "config", "set", "reviewsCanaryWeight", "150");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CanaryRoute \"reviews\" has 1 problem in its arguments:", result.Output, StringComparison.Ordinal);
        Assert.Contains("canaryWeight: 150 is out of range. Use", result.Output, StringComparison.Ordinal);
        await AssertNothingDeployedAsync(result, "bookinfo");
    }

    [Fact]
    public async Task Arguments_OfAComponent_AreAllJudgedAtOnce()
    {
        using var project = ProgramFolder.Case("bad-arguments", "arguments");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            """
                error: WebRoute "shop" has 4 problems in its arguments:
                  hostnames[0]: "foo..bar" does not have the form it needs. Use lower-case labels joined by single dots, such as shop.example.com; the first may be *. [SLU1005]
                  rules[0].backend.port: 0 is out of range. Use a port from 1 to 65535. [SLU1007]
                  rules[0].paths[0].value: "cart" does not have the form it needs. A path begins with a slash: use "/cart". [SLU1005]
                  rules[1].backend: A redirect is answered at once, so no request would reach the backend. Remove the redirect or the backend. [SLU1100]
            """,
            result.Output,
            StringComparison.Ordinal);
        await AssertNothingDeployedAsync(result, "bad-arguments");
    }

    [Fact]
    public async Task Objects_WithoutAComponent_AreJudgedByTheApiServerBeforeAnyIsApplied()
    {
        using var project = ProgramFolder.Case("bad-objects", "objects");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        foreach (var expected in new[]
        {
            "HTTPRoute bad-objects/path", "spec.hostnames[0]", "foo..bar", "spec.rules[0].matches[0].path", "must be an absolute path",
            "HTTPRoute bad-objects/redirect", "spec.rules[0].backendRefs[0].port", "RequestRedirect filter must not be used together with backendRefs",
        })
        {
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }

        await AssertNothingDeployedAsync(result, "bad-objects");
    }

    [Fact]
    public async Task MissingSecret_FailsWithTheListenersCondition_AndIsMendedByTheNextUp()
    {
        using var project = ProgramFolder.Case("missing-secret", "certificate");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Gateway missing-secret/shop exists, but did not become ready", result.Output, StringComparison.Ordinal);
        Assert.Contains("listener https: ResolvedRefs is False (InvalidCertificateRef)", result.Output, StringComparison.Ordinal);
        Assert.Contains("missing-secret/shop-tls", result.Output, StringComparison.Ordinal);
        Assert.Contains("cure: ", result.Output, StringComparison.Ordinal);

        // What was made is in the state; with the Secret there, the same Gateway is finished.
        var (certificate, key) = Pems.SelfSigned("shop.example.com");
        await _sluice.SucceedAsync(project.Path, "config", "set", "certificate", certificate);
        await _sluice.SucceedAsync(project.Path, "config", "set", "--secret", "key", key);
        var mended = await _sluice.SucceedAsync(project.Path, "up", "--yes");
        Assert.Matches(@"\+ 1 created", mended);
        Assert.DoesNotMatch(@"\d+ replaced", mended);
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    [Fact]
    public async Task Setting_ThatIsNotValid_FailsWithTheAnnotation_AndIsMendedByTheNextUp()
    {
        using var project = ProgramFolder.Case("bad-setting", "setting", ("hops", "two"));

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "Gateway bad-setting/shop exists, but did not become ready: condition Programmed is False (Invalid): "
            + "Gateway bad-setting/shop, annotation sluice.dev/trusted-hops is \"two\"; allowed is 0 to 16. Correct or remove it.",
            result.Output,
            StringComparison.Ordinal);

        await _sluice.SucceedAsync(project.Path, "config", "set", "hops", "2");
        Assert.Matches("~ 1 updated", await _sluice.SucceedAsync(project.Path, "up", "--yes"));
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    [Fact]
    public async Task PortTaken_FailsWithTheAddress_AndIsMendedByTheNextUp()
    {
        var address = await cluster.FreeLoadBalancerAddressAsync();
        using var project = ProgramFolder.Case("port-taken", "address", ("address", address.ToString()), ("port", "8088"));
        using (var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            holder.Bind(new System.Net.IPEndPoint(address, 8088));
            holder.Listen();

            var result = await _sluice.RunAsync(project.Path, "up", "--yes");

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("Gateway port-taken/shop exists, but did not become ready: condition Programmed is False (AddressNotUsable)", result.Output, StringComparison.Ordinal);
            Assert.Contains($"{address}:8088/TCP (sluice.dev/AddressInUse). Choose another port or address, or free this one.", result.Output, StringComparison.Ordinal);
        }

        Assert.Matches(@"Resources:\s+(~ 1 updated\s+)?\d+ unchanged", await _sluice.SucceedAsync(project.Path, "up", "--yes"));
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    [Fact]
    public async Task ProgramThatThrows_IsReportedWithItsMessage()
    {
        using var project = ProgramFolder.Case("throws", "no-such-case");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("There is no case 'no-such-case'.", result.Output, StringComparison.Ordinal);
        await AssertNothingDeployedAsync(result, "throws");
    }

    [Fact]
    public async Task ProgramThatDoesNotCompile_ShowsTheCompilersErrorAndDeploysNothing()
    {
        using var project = ProgramFolder.Of("broken", "this is not C#;");

        var result = await _sluice.RunAsync(project.Path, "up", "--yes", "--stack", "dev");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Program.cs(1,", result.Output, StringComparison.Ordinal);
        Assert.Contains("error CS", result.Output, StringComparison.Ordinal);
        Assert.Contains("does not compile: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was deployed.", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(cluster.StateFile("broken")));
    }

    [Fact]
    public async Task CorruptState_IsLeftAsItIs_AndTheCureWorks()
    {
        using var project = ProgramFolder.Case("corrupt-state", "never-ready", ("ready", "yes"));
        await _sluice.SucceedAsync(project.Path, "up", "--yes");
        var file = cluster.StateFile("corrupt-state");
        var torn = (await File.ReadAllBytesAsync(file))[..^100];
        await File.WriteAllBytesAsync(file, torn);

        foreach (var command in new[] { "up", "destroy" })
        {
            var result = await _sluice.RunAsync(project.Path, command, "--yes");

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("The state file of stack corrupt-state/dev is corrupt: it is not valid JSON (line ", result.Errors, StringComparison.Ordinal);
            Assert.Contains($"cure: Restore the copy of the last run that ended: cp '{file}.bak' '{file}'", result.Errors, StringComparison.Ordinal);
            Assert.Equal(torn, await File.ReadAllBytesAsync(file));
        }

        File.Copy(file + ".bak", file, overwrite: true);
        Assert.Matches(@"Resources:\s+\d+ unchanged\s", await _sluice.SucceedAsync(project.Path, "up", "--yes"));
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    [Fact]
    public async Task SecondUp_AtTheSameTime_IsRefusedAndDoesNotDisturbTheFirst()
    {
        using var project = ProgramFolder.Case("second-up", "waits");
        var (started, go) = (Path.Combine(project.Path, "started"), Path.Combine(project.Path, "go"));
        await _sluice.SucceedAsync(project.Path, "config", "set", "started", started);
        await _sluice.SucceedAsync(project.Path, "config", "set", "go", go);
        using var first = _sluice.Start(project.Path, "up", "--yes", "--skip-preview");
        await first.WritesAsync(started);

        var second = await _sluice.RunAsync(project.Path, "up", "--yes");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another run works on stack second-up/dev: wait until it ends, or stop it with Ctrl-C.", second.Errors, StringComparison.Ordinal);
        Assert.Contains("created by ", second.Errors, StringComparison.Ordinal);
        await File.WriteAllTextAsync(go, "", Encoding.UTF8);
        var result = await first.EndAsync();
        Assert.True(result.ExitCode == 0, result.Everything);
        Assert.Matches(@"\+ 2 created", result.Output);
        await _sluice.SucceedAsync(project.Path, "destroy", "--yes");
    }

    private async Task AssertNothingDeployedAsync(CommandResult result, string project)
    {
        Assert.Contains("Nothing was applied: the preview found the problems listed above.", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(cluster.StateFile(project)));
        Assert.DoesNotContain($"{project}/", await cluster.StatusAsync(), StringComparison.Ordinal);
    }
}
