using System.Diagnostics;
using Sluice.LocalCluster.Tests.Hosting;

namespace Sluice.LocalCluster.Tests.Kubectl;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record KubectlResult(int ExitCode, string Output, string Errors);

/// <summary>Runs kubectl against a cluster, in a namespace of its own.</summary>
internal sealed class Kubectl(string kubeconfig, string ns, string cache)
{
    /// <summary>Variables for further commands, such as those that switch protocols.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public async Task<KubectlResult> RunAsync(string[] arguments, string? input = null)
    {
        using Process process = Start(arguments);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TestCluster.Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"kubectl {string.Join(' ', arguments)} did not end.");
        }

        return new KubectlResult(process.ExitCode, await output, await errors);
    }

    /// <summary>The command's output; it must succeed.</summary>
    public async Task<string> OutputAsync(params string[] arguments) => await WithInputAsync(null, arguments);

    public async Task<string> WithInputAsync(string? input, params string[] arguments)
    {
        KubectlResult result = await RunAsync(arguments, input);
        Assert.True(result.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}\n{result.Errors}");
        return result.Output;
    }

    public Process Start(params string[] arguments) => Start(KubectlFactAttribute.Path!, arguments);

    public Process Start(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["KUBECONFIG"] = kubeconfig;
        info.Environment["KUBECACHEDIR"] = cache;
        foreach ((string name, string value) in Environment)
        {
            info.Environment[name] = value;
        }

        if (program == KubectlFactAttribute.Path)
        {
            info.ArgumentList.Insert(0, $"--namespace={ns}");
        }

        return Process.Start(info)!;
    }
}
