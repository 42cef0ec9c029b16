namespace Pulumi;

/// <summary>Keeps a value in the stack's state: what was stored first stays, whatever is given later.</summary>
public sealed class Stash : CustomResource
{
    public Stash(string name, StashArgs args, CustomResourceOptions? options = null)
        : base("pulumi:index:Stash", name, args, options, registerPackageRequest: null)
    {
    }

    [Output("output")]
    public Output<object> Output { get; private set; } = null!;

    [Output("input")]
    public Output<object> Input { get; private set; } = null!;
}

/// <summary>The value to keep.</summary>
public sealed class StashArgs : ResourceArgs
{
    [Input("input", required: true)]
    public Input<object> Input { get; set; } = null!;
}
