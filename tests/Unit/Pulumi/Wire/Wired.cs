using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Pulumi.Tests.Wire;

/// <summary>Wire values as tests write and compare them.</summary>
internal static class Wired
{
    public const string SignatureKey = "4dabf18193072939515e22adb298388d";
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";
    private const string ResourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

    public static string Secret(string json) => $$"""{"{{SignatureKey}}":"{{SecretSignature}}","value":{{json}} }""";

    public static string Resource(string urn, string? id = null)
        => id is null
            ? $$"""{"{{SignatureKey}}":"{{ResourceSignature}}","urn":"{{urn}}"}"""
            : $$"""{"{{SignatureKey}}":"{{ResourceSignature}}","urn":"{{urn}}","id":"{{id}}"}""";

    public static Struct Struct(string json) => JsonParser.Default.Parse<Struct>(json);

    /// <summary>Compares a value with JSON text, whatever the order of keys.</summary>
    public static void AssertJson(string expected, Value actual)
    {
        var parsed = Value.Parser.ParseJson(expected);
        Assert.True(parsed.Equals(actual), $"Expected {JsonFormatter.Default.Format(parsed)}\nbut got  {JsonFormatter.Default.Format(actual)}");
    }

    public static void AssertJson(string expected, Struct actual) => AssertJson(expected, Value.ForStruct(actual));
}
