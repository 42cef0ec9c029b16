using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sluice.Control.Kubernetes;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonNodeContext : JsonSerializerContext;
