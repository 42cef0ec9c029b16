using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Routing.Model;

/// <summary>JSON form of the units: compact, nulls left out, the same bytes for the same content, so that a hash of it identifies the content.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ListenerConfig))]
[JsonSerializable(typeof(HttpRouteConfig))]
[JsonSerializable(typeof(StreamRouteConfig))]
[JsonSerializable(typeof(BackendConfig))]
[JsonSerializable(typeof(CertificateConfig))]
[JsonSerializable(typeof(ClientGroupConfig))]
[JsonSerializable(typeof(RoutingSnapshot))]
public sealed partial class RoutingJson : JsonSerializerContext
{
    /// <summary>Includes private keys in clear: for the configuration stream and the snapshot file, never for logs.</summary>
    public static RoutingJson Wire => field ??= new(WireOptions());

    /// <summary>Private keys appear as <c>[redacted]</c>: for debug endpoints and golden files.</summary>
    public static RoutingJson Redacted => field ??= new(RedactedOptions());

    private static JsonSerializerOptions WireOptions()
    {
        var options = new JsonSerializerOptions(Default.Options);
        options.Converters.Add(new SecretText.WireConverter());
        return options;
    }

    private static JsonSerializerOptions RedactedOptions() => new(Default.Options) { WriteIndented = true };
}
