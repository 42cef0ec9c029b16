using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi;

/// <summary>Calls the functions of providers and the methods of resources.</summary>
internal sealed class FunctionCaller(Deployment deployment)
{
    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package)
        => new(InvokeAsync<T>(token, args, options, package));

    /// <summary>The one property of a function's result.</summary>
    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package)
        => Invoke<ImmutableDictionary<string, T>>(token, args, options, package).Apply(result => Output.Create(result.Values.First()));

    public async Task<T> InvokePlainAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package)
    {
        var result = await InvokeRawAsync(token, args, options, package).ConfigureAwait(false);
        return Converter().Convert<T>($"{token} result", Value.ForStruct(result)).Value;
    }

    public async Task<T> InvokeSinglePlainAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package)
        => (await InvokePlainAsync<ImmutableDictionary<string, T>>(token, args, options, package).ConfigureAwait(false)).Values.First();

    public async Task<Struct> InvokeRawAsync(string token, InvokeArgs args, InvokeOptions? options = null, RegisterPackageRequest? package = null)
    {
        var serialized = await SerializeAsync(token, args).ConfigureAwait(false);
        return await SendAsync(token, serialized.Object, options, package).ConfigureAwait(false);
    }

    public Output<T> Call<T>(MethodCall call) => new(CallAsync(call, result => Converter(call.Self).Convert<T>($"{call.Token} result", result)));

    public void Call(MethodCall call) => _ = new Output<object?>(CallAsync(call, _ => OutputData<object?>.Known(null)));

    private async Task<OutputData<T>> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options, RegisterPackageRequest? package)
    {
        SerializedProperties serialized;
        try
        {
            serialized = await SerializeAsync(token, args).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await deployment.Logger.ErrorAsync($"Error serializing arguments for invoke {token}: {exception}").ConfigureAwait(false);
            throw;
        }

        var unknown = OutputData<T>.Known(default!) with { IsKnown = false };
        if (serialized.Object.Fields.Values.Any(Serializer.ContainsUnknown))
        {
            return unknown;
        }

        var fromArgs = serialized.Dependencies.Values.SelectMany(resources => resources).ToHashSet();
        var explicitly = await DependsOnAsync(options).ConfigureAwait(false);
        if (await AnyIsPendingAsync(fromArgs.Union(explicitly)).ConfigureAwait(false))
        {
            // The function might look at a resource that does not exist before the update.
            return unknown;
        }

        var result = await SendAsync(token, serialized.Object, options, package).ConfigureAwait(false);
        var data = Converter().Convert<T>($"{token} result", Value.ForStruct(result));
        return data with { Resources = [.. fromArgs, .. explicitly, .. data.Resources] };
    }

    private static async Task<ImmutableArray<Resource>> DependsOnAsync(InvokeOptions? options)
    {
        if (options is not InvokeOutputOptions output)
        {
            return [];
        }

        var data = await output.DependsOn.ToOutput().DataTask.ConfigureAwait(false);
        return data.IsKnown && !data.Value.IsDefault ? data.Value : [];
    }

    private static async Task<bool> AnyIsPendingAsync(IEnumerable<Resource> resources)
    {
        var given = resources.ToArray();
        foreach (var resource in given.Union(ResourceGraph.Expand(given)).OfType<CustomResource>())
        {
            if (resource.Id is { } id && !(await id.DataTask.ConfigureAwait(false)).IsKnown)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<SerializedProperties> SerializeAsync(string token, InvokeArgs? args)
    {
        Log.Debug($"Invoking function: token={token}");
        var keepResources = await deployment.Features.SupportsAsync(MonitorFeatures.ResourceReferences).ConfigureAwait(false);
        var arguments = await (args ?? InvokeArgs.Empty).ToDictionaryAsync().ConfigureAwait(false);
        return await PropertySerializer.SerializeAsync($"invoke:{token}", arguments, new SerializationOptions(KeepResources: keepResources)).ConfigureAwait(false);
    }

    private async Task<Struct> SendAsync(string token, Struct args, InvokeOptions? options, RegisterPackageRequest? package)
    {
        await deployment.AwaitPendingRegistrations().ConfigureAwait(false);
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = args,
            Provider = await ProviderResource.ReferenceOf(options?.Provider ?? options?.Parent?.ProviderFor(token)).ConfigureAwait(false),
            Version = options?.Version ?? "",
            PluginDownloadURL = options?.PluginDownloadURL ?? "",
            AcceptResources = !ProgramEnvironment.DisablesResourceReferences,
            PackageRef = await deployment.Packages.ReferenceAsync(package).ConfigureAwait(false) ?? "",
        };
        var response = await deployment.Monitor.InvokeAsync(request).ConfigureAwait(false);
        ThrowIfFailed($"Invoke of '{token}' failed", response.Failures);
        return response.Return ?? new Struct();
    }

    private async Task<OutputData<T>> CallAsync<T>(MethodCall call, Func<Value, OutputData<T>> convert)
    {
        Log.Debug($"Calling method: token={call.Token}");
        var arguments = await (call.Args ?? CallArgs.Empty).ToDictionaryAsync().ConfigureAwait(false);
        SerializedProperties serialized;
        try
        {
            var keepOutputs = await deployment.Features.SupportsAsync(MonitorFeatures.OutputValues).ConfigureAwait(false);
            serialized = await PropertySerializer.SerializeAsync(
                $"call:{call.Token}",
                call.Self is null ? arguments : arguments.SetItem("__self__", call.Self),
                new SerializationOptions(KeepResources: true, keepOutputs, ExcludeReferences: true)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await deployment.Logger.ErrorAsync($"Error serializing arguments for call {call.Token}: {exception}", call.Self).ConfigureAwait(false);
            throw;
        }

        var provider = call.Self is null ? call.Options?.Provider ?? call.Options?.Parent?.ProviderFor(call.Token) : call.Self.Provider;
        var request = new ResourceCallRequest
        {
            Tok = call.Token,
            Args = serialized.Object,
            Provider = await ProviderResource.ReferenceOf(provider).ConfigureAwait(false),
            Version = (call.Self is null ? call.Options?.Version : call.Self.Version) ?? "",
            PluginDownloadURL = (call.Self is null ? call.Options?.PluginDownloadURL : call.Self.PluginDownloadURL) ?? "",
            PackageRef = await deployment.Packages.ReferenceAsync(call.Package).ConfigureAwait(false) ?? "",
        };
        foreach (var (argument, resources) in serialized.Dependencies)
        {
            request.ArgDependencies[argument] = new() { Urns = { await ResourceGraph.UrnsAsync(resources).ConfigureAwait(false) } };
        }

        var response = await deployment.Monitor.CallAsync(request).ConfigureAwait(false);
        ThrowIfFailed($"Call of '{call.Token}' failed", response.Failures);
        var dependencies = response.ReturnDependencies.Values.SelectMany(entry => entry.Urns).Distinct();
        return convert(Value.ForStruct(response.Return ?? new Struct())) with
        {
            Resources = [.. dependencies.Select(urn => new DependencyResource(urn))],
        };
    }

    private static Converter Converter(Resource? resource = null) => new(warning => Log.Warn(warning, resource));

    private static void ThrowIfFailed(string what, RepeatedField<CheckFailure> failures)
    {
        if (failures.Count > 0)
        {
            throw new FunctionFailedException($"{what}: {string.Join("; ", failures.Select(failure => $"{failure.Reason} ({failure.Property})"))}");
        }
    }

    private sealed class FunctionFailedException(string message) : Exception(message);
}

/// <summary>A call of a resource's method.</summary>
internal sealed record MethodCall(string Token, CallArgs? Args, Resource? Self, CallOptions? Options, RegisterPackageRequest? Package);
