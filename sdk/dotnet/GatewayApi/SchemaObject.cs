using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.GatewayApi;

/// <summary>Base of every object of the model.</summary>
public abstract class SchemaObject
{
    /// <summary>Fields that the model does not know; kept so that reading and writing loses nothing.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? UnknownFields { get; set; }
}
