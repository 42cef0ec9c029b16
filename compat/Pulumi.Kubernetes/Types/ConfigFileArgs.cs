namespace Pulumi.Kubernetes.Types.Inputs.Yaml.V2;

/// <summary>Arguments of <see cref="Kubernetes.Yaml.V2.ConfigFile"/>.</summary>
public class ConfigFileArgs : ResourceArgs
{
    [Input("file", required: true)]
    public Input<string> File { get; set; } = null!;

    [Input("resourcePrefix")]
    public Input<string>? ResourcePrefix { get; set; }

    [Input("skipAwait")]
    public Input<bool>? SkipAwait { get; set; }

    public static new ConfigFileArgs Empty => new();
}
