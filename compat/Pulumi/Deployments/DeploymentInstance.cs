namespace Pulumi;

/// <summary>What a program may ask of the deployment it runs in.</summary>
public sealed class DeploymentInstance
{
    internal DeploymentInstance(Deployment deployment)
    {
        Deployment = deployment;
    }

    public string StackName => Deployment.Settings.Stack;

    public string ProjectName => Deployment.Settings.Project;

    public string OrganizationName => Deployment.Settings.Organization;

    public string RootDirectory => Deployment.Settings.RootDirectory
        ?? throw new InvalidOperationException("The Pulumi CLI version does not support root directory. Please update the Pulumi CLI.");

    /// <summary>True during a preview: nothing is changed, and what only a change could tell is unknown.</summary>
    public bool IsDryRun => Deployment.Settings.IsDryRun;

    internal Deployment Deployment { get; }

    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Functions.InvokePlainAsync<T>(token, args, options, package: null);

    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.InvokePlainAsync<T>(token, args, options, registerPackageRequest);

    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Functions.InvokePlainAsync<object>(token, args, options, package: null);

    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.InvokePlainAsync<object>(token, args, options, registerPackageRequest);

    public Task<T> InvokeSingleAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Functions.InvokeSinglePlainAsync<T>(token, args, options, package: null);

    public Task<T> InvokeSingleAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.InvokeSinglePlainAsync<T>(token, args, options, registerPackageRequest);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Functions.Invoke<T>(token, args, options, package: null);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options)
        => Deployment.Functions.Invoke<T>(token, args, options, package: null);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.Invoke<T>(token, args, options, registerPackageRequest);

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.Invoke<T>(token, args, options, registerPackageRequest);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options = null)
        => Deployment.Functions.InvokeSingle<T>(token, args, options, package: null);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOutputOptions options)
        => Deployment.Functions.InvokeSingle<T>(token, args, options, package: null);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.InvokeSingle<T>(token, args, options, registerPackageRequest);

    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOutputOptions options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.InvokeSingle<T>(token, args, options, registerPackageRequest);

    public Output<T> Call<T>(string token, CallArgs args, Resource? self = null, CallOptions? options = null)
        => Deployment.Functions.Call<T>(new MethodCall(token, args, self, options, Package: null));

    public Output<T> Call<T>(string token, CallArgs args, Resource? self, CallOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.Call<T>(new MethodCall(token, args, self, options, registerPackageRequest));

    public void Call(string token, CallArgs args, Resource? self = null, CallOptions? options = null)
        => Deployment.Functions.Call(new MethodCall(token, args, self, options, Package: null));

    public void Call(string token, CallArgs args, Resource? self, CallOptions? options, RegisterPackageRequest? registerPackageRequest)
        => Deployment.Functions.Call(new MethodCall(token, args, self, options, registerPackageRequest));

    /// <summary>Applies a transform to every function call of the stack.</summary>
    public void RegisterInvokeTransform(InvokeTransform transform) => Deployment.RegisterInvokeTransform(transform);
}
