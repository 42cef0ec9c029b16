using System.Collections.Immutable;

namespace Pulumi;

/// <summary>The outputs of another stack.</summary>
public class StackReference : CustomResource
{
    public StackReference(string name, StackReferenceArgs? args = null, CustomResourceOptions? options = null)
        : base(
            "pulumi:pulumi:StackReference",
            name,
            new StackReferenceArgs { Name = args?.Name ?? name },
            CustomResourceOptions.Merge(options, new CustomResourceOptions { Id = args?.Name ?? name }),
            registerPackageRequest: null)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    [Output("outputs")]
    public Output<ImmutableDictionary<string, object>> Outputs { get; private set; } = null!;

    [Output("secretOutputNames")]
    public Output<ImmutableArray<string>> SecretOutputNames { get; private set; } = null!;

    /// <summary>An output of the stack; null if the stack does not have it.</summary>
    public Output<object?> GetOutput(Input<string> name)
        => Output.Tuple(name, (Input<ImmutableDictionary<string, object>>)Outputs)
            .Apply(pair => pair.Item2.GetValueOrDefault(pair.Item1))
            .Reflag(_ => IsSecretAsync(name));

    public Output<object> RequireOutput(Input<string> name)
        => Output.Tuple(name, (Input<string>)Name, (Input<ImmutableDictionary<string, object>>)Outputs)
            .Apply(all => all.Item3.TryGetValue(all.Item1, out var value)
                ? Output.Create(value)
                : throw new KeyNotFoundException($"Required output '{all.Item1}' does not exist on stack '{all.Item2}'."))
            .Reflag(_ => IsSecretAsync(name));

    public async Task<object?> GetValueAsync(Input<string> name)
    {
        var data = await GetOutput(name).DataTask.ConfigureAwait(false);
        return data.IsSecret
            ? throw new InvalidOperationException("Cannot call 'GetOutputValueAsync' if the referenced stack has secret outputs. Use 'GetOutput' instead.")
            : data.Value;
    }

    public async Task<object> RequireValueAsync(Input<string> name)
    {
        var data = await RequireOutput(name).DataTask.ConfigureAwait(false);
        return data.IsSecret
            ? throw new InvalidOperationException("Cannot call 'RequireOutputValueAsync' if the referenced stack has secret outputs. Use 'RequireOutput' instead.")
            : data.Value;
    }

    /// <summary>An output's value together with the knowledge whether it is a secret.</summary>
    public async Task<StackReferenceOutputDetails> GetOutputDetailsAsync(string name)
    {
        var data = await GetOutput(name).DataTask.ConfigureAwait(false);
        return data.IsSecret
            ? new StackReferenceOutputDetails { SecretValue = data.Value }
            : new StackReferenceOutputDetails { Value = data.Value };
    }

    // An engine that does not name the secret outputs marks all outputs as one secret instead.
    private async Task<bool> IsSecretAsync(Input<string> name)
    {
        var wanted = await name.ToOutput().DataTask.ConfigureAwait(false);
        var names = await SecretOutputNames.DataTask.ConfigureAwait(false);
        return wanted.IsKnown && names.IsKnown && !names.Value.IsDefault
            ? names.Value.Contains(wanted.Value)
            : (await Outputs.DataTask.ConfigureAwait(false)).IsSecret;
    }
}

/// <summary>Which stack is referenced.</summary>
public class StackReferenceArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string>? Name { get; set; }
}

/// <summary>An output of another stack: exactly one of the two is set, unless the output does not exist.</summary>
public sealed class StackReferenceOutputDetails
{
    public object? Value { get; set; }

    public object? SecretValue { get; set; }
}
