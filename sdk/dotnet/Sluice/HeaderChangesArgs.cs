using Pulumi;

namespace Sluice;

/// <summary>Changes to the headers of a request or response.</summary>
public sealed class HeaderChangesArgs : ResourceArgs
{
    /// <summary>Headers to write over.</summary>
    [Input("set")]
    public List<HeaderArgs> Set { get; set => field = value ?? []; } = [];

    /// <summary>Headers to write in addition to what is there.</summary>
    [Input("add")]
    public List<HeaderArgs> Add { get; set => field = value ?? []; } = [];

    /// <summary>Names of headers to take away.</summary>
    [Input("remove")]
    public List<string> Remove { get; set => field = value ?? []; } = [];
}
