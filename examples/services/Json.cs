using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services;

/// <summary>JSON answers without reflection.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Pretty = new(Plain) { WriteIndented = true };

    public static IResult Result(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(Plain), "application/json", statusCode: status);

    public static IResult Indented(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(Pretty) + "\n", "application/json; charset=utf-8", statusCode: status);
}
