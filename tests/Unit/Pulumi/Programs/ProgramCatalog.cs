namespace Pulumi.Tests.Programs;

/// <summary>The programs by name.</summary>
internal static class ProgramCatalog
{
    public static Task<int> RunAsync(string name, string[] args) => name switch
    {
        "stack" => Deployment.RunAsync<LayeredStack>(),
        "values" => Deployment.RunAsync(ValuePrograms.Values),
        "outputs" => Deployment.RunAsync(ValuePrograms.Outputs),
        "read-back" => Deployment.RunAsync(ValuePrograms.ReadBack),
        "unsupported" => Deployment.RunAsync(ValuePrograms.Unsupported),
        "required" => Deployment.RunAsync(ValuePrograms.Required),
        "deep" => Deployment.RunAsync(ValuePrograms.Deep),
        "dependencies" => Deployment.RunAsync(DependencyPrograms.Dependencies),
        "providers" => Deployment.RunAsync(DependencyPrograms.Providers),
        "remote" => Deployment.RunAsync(DependencyPrograms.Remote),
        "options" => Deployment.RunAsync(OptionPrograms.Options),
        "aliases" => Deployment.RunAsync(OptionPrograms.Aliases),
        "transforms" => Deployment.RunAsync(OptionPrograms.Transforms),
        "hooks" => Deployment.RunAsync(OptionPrograms.Hooks),
        "reads" => Deployment.RunAsync(FunctionPrograms.Reads),
        "stack-reference" => Deployment.RunAsync(FunctionPrograms.StackReferences),
        "invokes" => Deployment.RunAsync(FunctionPrograms.Invokes),
        "invoke-fails" => Deployment.RunAsync(FunctionPrograms.InvokeFails),
        "calls" => Deployment.RunAsync(FunctionPrograms.Calls),
        "config" => Deployment.RunAsync(RunPrograms.Config),
        "config-missing" => Deployment.RunAsync(RunPrograms.ConfigMissing),
        "config-invalid" => Deployment.RunAsync(RunPrograms.ConfigInvalid),
        "throws" => Deployment.RunAsync(RunPrograms.Throws),
        "throws-in-apply" => Deployment.RunAsync(RunPrograms.ThrowsInApply),
        "logs-error" => Deployment.RunAsync(RunPrograms.LogsError),
        "logs" => Deployment.RunAsync(RunPrograms.Logs),
        "unassigned-output" => Deployment.RunAsync<UnassignedOutputStack>(),
        "version" => Deployment.RunAsync(RunPrograms.RequireVersion),
        "instance" => Deployment.RunAsync(RunPrograms.Instance),
        "provider" => ComponentPrograms.ServeAsync(args),
        _ => throw new ArgumentException($"There is no program '{name}'.", nameof(name)),
    };
}
