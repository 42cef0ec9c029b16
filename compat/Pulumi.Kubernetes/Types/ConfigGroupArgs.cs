namespace Pulumi.Kubernetes.Types.Inputs.Yaml.V2;

/// <summary>Arguments of <see cref="Kubernetes.Yaml.V2.ConfigGroup"/>.</summary>
public class ConfigGroupArgs : ResourceArgs
{
    [Input("files")]
    private InputList<string>? _files;

    [Input("objs")]
    private InputList<object>? _objs;

    public InputList<string> Files
    {
        get => _files ??= new();
        set => _files = value;
    }

    public InputList<object> Objs
    {
        get => _objs ??= new();
        set => _objs = value;
    }

    [Input("resourcePrefix")]
    public Input<string>? ResourcePrefix { get; set; }

    [Input("skipAwait")]
    public Input<bool>? SkipAwait { get; set; }

    [Input("yaml")]
    public Input<string>? Yaml { get; set; }

    public static new ConfigGroupArgs Empty => new();
}
