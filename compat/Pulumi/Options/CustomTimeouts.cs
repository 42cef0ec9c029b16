using System.Globalization;

namespace Pulumi;

/// <summary>How long the provider may take for an operation; unset means the provider's own limit.</summary>
public sealed class CustomTimeouts
{
    public TimeSpan? Create { get; set; }

    public TimeSpan? Update { get; set; }

    public TimeSpan? Delete { get; set; }

    internal CustomTimeouts Copy() => new() { Create = Create, Update = Update, Delete = Delete };

    internal Pulumirpc.RegisterResourceRequest.Types.CustomTimeouts ToWire() => new()
    {
        Create = Duration(Create),
        Update = Duration(Update),
        Delete = Duration(Delete),
    };

    // A tick is a hundred nanoseconds.
    private static string Duration(TimeSpan? time)
        => time is { } value ? value.Ticks.ToString(CultureInfo.InvariantCulture) + "00ns" : "";
}
