using System.Collections.Immutable;

namespace Pulumi;

/// <summary>The root of all resources of a program; its properties marked with <see cref="OutputAttribute"/> are the stack's outputs.</summary>
public class Stack : ComponentResource
{
    internal const string TypeToken = "pulumi:pulumi:Stack";

    public Stack(StackOptions? options = null)
        : base(TypeToken, $"{Deployment.Instance.ProjectName}-{Deployment.Instance.StackName}", ToComponentOptions(options))
    {
        Deployment.Internal.Stack = this;
    }

    /// <summary>A stack whose outputs are what a function gives; the function makes the resources.</summary>
    internal Stack(Func<Task<IDictionary<string, object?>>> init, StackOptions? options)
        : this(options)
    {
        try
        {
            Outputs = Output.Create(InitAsync(init));
        }
        finally
        {
            RegisterOutputs(Outputs);
        }
    }

    internal Output<IDictionary<string, object?>> Outputs { get; private set; }
        = Output.Create<IDictionary<string, object?>>(ImmutableDictionary<string, object?>.Empty);

    internal void RegisterPropertyOutputs()
    {
        var outputs = OutputProperties()
            .Where(property => !property.Property.DeclaringType!.IsAssignableFrom(typeof(Stack)))
            .ToDictionary(property => property.Name, property => property.Property.GetValue(this));

        var missing = outputs.Where(output => output.Value is null).Select(output => output.Key).ToArray();
        if (missing.Length > 0)
        {
            throw new RunException($"Output(s) '{string.Join(", ", missing)}' have no value assigned. [Output] attributed properties must be assigned inside Stack constructor.");
        }

        var wrong = outputs.Where(output => output.Value is not IOutput).Select(output => output.Key).ToArray();
        if (wrong.Length > 0)
        {
            throw RunException.OutputsHaveIncorrectType(wrong);
        }

        Outputs = Output.Create<IDictionary<string, object?>>(outputs);
        RegisterOutputs(Outputs);
    }

    private static async Task<IDictionary<string, object?>> InitAsync(Func<Task<IDictionary<string, object?>>> init)
        => (await init().ConfigureAwait(false)).ToImmutableDictionary();

    private static ComponentResourceOptions? ToComponentOptions(StackOptions? options) => options is null ? null : new ComponentResourceOptions
    {
        ResourceTransformations = options.ResourceTransformations,
        ResourceTransforms = options.ResourceTransforms,
    };
}
