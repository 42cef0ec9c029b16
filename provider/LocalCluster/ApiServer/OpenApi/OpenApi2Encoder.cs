using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Sluice.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// An OpenAPI 2 document in the protobuf encoding that Go clients ask for, package <c>openapi.v2</c> of gnostic; the numbers here are
/// its field numbers.
/// </summary>
internal static class OpenApi2Encoder
{
    /// <summary>What a client asks for.</summary>
    public const string Accepted = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>What the answer is called.</summary>
    public const string ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    public static byte[] Encode(JsonObject document) => Message(output =>
    {
        WriteText(output, 1, document["swagger"]);
        Write(output, 2, info =>
        {
            WriteText(info, 1, document["info"]!["title"]);
            WriteText(info, 2, document["info"]!["version"]);
        });
        Write(output, 8, paths => WriteNamed(paths, 2, document["paths"], WritePath));
        Write(output, 9, definitions => WriteNamed(definitions, 1, document["definitions"], WriteSchema));
    });

    private static void WritePath(CodedOutputStream output, JsonObject path)
    {
        for (var i = 0; i < Methods.Length; i++)
        {
            if (path[Methods[i]] is JsonObject operation)
            {
                Write(output, i + 2, o => WriteOperation(o, operation));
            }
        }
    }

    private static void WriteOperation(CodedOutputStream output, JsonObject operation)
    {
        WriteText(output, 5, operation["operationId"]);
        foreach (var parameter in operation["parameters"]!.AsArray())
        {
            Write(output, 8, item => Write(item, 1, p => WriteParameter(p, parameter!.AsObject())));
        }

        Write(output, 9, responses => WriteNamed(responses, 1, operation["responses"], static (o, response) => Write(o, 1, r =>
        {
            WriteText(r, 1, response["description"]);
            Write(r, 2, item => Write(item, 1, schema => WriteSchema(schema, response["schema"]!.AsObject())));
        })));
        WriteExtensions(output, 13, operation);
    }

    private static void WriteParameter(CodedOutputStream output, JsonObject parameter)
    {
        if (parameter["schema"] is JsonObject schema)
        {
            Write(output, 1, body =>
            {
                WriteText(body, 2, parameter["name"]);
                WriteText(body, 3, parameter["in"]);
                WriteFlag(body, 4, parameter["required"]);
                Write(body, 5, s => WriteSchema(s, schema));
            });
            return;
        }

        // All others are in the query.
        Write(output, 2, other => Write(other, 3, query =>
        {
            WriteText(query, 2, parameter["in"]);
            WriteText(query, 4, parameter["name"]);
            WriteText(query, 6, parameter["type"]);
            WriteFlag(query, 20, parameter["uniqueItems"]);
        }));
    }

    private static void WriteSchema(CodedOutputStream output, JsonObject schema)
    {
        WriteText(output, 1, schema["$ref"]);
        WriteText(output, 2, schema["format"]);
        WriteText(output, 4, schema["description"]);
        WriteAny(output, 5, schema["default"]);
        WriteNumber(output, 7, schema["maximum"]);
        WriteNumber(output, 9, schema["minimum"]);
        WriteCount(output, 11, schema["maxLength"]);
        WriteCount(output, 12, schema["minLength"]);
        WriteText(output, 13, schema["pattern"]);
        WriteCount(output, 14, schema["maxItems"]);
        WriteCount(output, 15, schema["minItems"]);
        WriteCount(output, 17, schema["maxProperties"]);
        WriteCount(output, 18, schema["minProperties"]);
        foreach (var field in schema["required"] as JsonArray ?? [])
        {
            WriteText(output, 19, field);
        }

        foreach (var value in schema["enum"] as JsonArray ?? [])
        {
            WriteAny(output, 20, value);
        }

        switch (schema["additionalProperties"])
        {
            case JsonObject values:
                Write(output, 21, item => Write(item, 1, inner => WriteSchema(inner, values)));
                break;
            case { } any:
                Write(output, 21, item => WriteFlag(item, 2, any));
                break;
        }

        if (schema["type"] is { } type)
        {
            Write(output, 22, item => WriteText(item, 1, type));
        }

        if (schema["items"] is JsonObject items)
        {
            Write(output, 23, item => Write(item, 1, inner => WriteSchema(inner, items)));
        }

        if (schema["properties"] is { } properties)
        {
            Write(output, 25, item => WriteNamed(item, 1, properties, WriteSchema));
        }

        WriteExtensions(output, 31, schema);
    }

    private static void WriteExtensions(CodedOutputStream output, int number, JsonObject holder)
    {
        foreach (var (name, value) in holder.Where(static f => f.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            Write(output, number, named =>
            {
                WriteText(named, 1, name);
                WriteAny(named, 2, value);
            });
        }
    }

    private static void WriteNamed(CodedOutputStream output, int number, JsonNode? map, Action<CodedOutputStream, JsonObject> write)
    {
        foreach (var (name, value) in map!.AsObject())
        {
            Write(output, number, named =>
            {
                WriteText(named, 1, name);
                Write(named, 2, inner => write(inner, value!.AsObject()));
            });
        }
    }

    // Values of no fixed type travel as YAML, of which JSON is a part.
    private static void WriteAny(CodedOutputStream output, int number, JsonNode? value)
    {
        if (value is not null)
        {
            Write(output, number, any => WriteText(any, 2, value.ToJsonString()));
        }
    }

    private static void WriteText(CodedOutputStream output, int number, JsonNode? text)
    {
        if (text is not null)
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteString(text.GetValue<string>());
        }
    }

    private static void WriteFlag(CodedOutputStream output, int number, JsonNode? flag)
    {
        if (flag is not null)
        {
            output.WriteTag(number, WireFormat.WireType.Varint);
            output.WriteBool(flag.GetValue<bool>());
        }
    }

    private static void WriteCount(CodedOutputStream output, int number, JsonNode? count)
    {
        if (count is not null)
        {
            output.WriteTag(number, WireFormat.WireType.Varint);
            output.WriteInt64((long)Number(count));
        }
    }

    private static void WriteNumber(CodedOutputStream output, int number, JsonNode? value)
    {
        if (value is not null)
        {
            output.WriteTag(number, WireFormat.WireType.Fixed64);
            output.WriteDouble(Number(value));
        }
    }

    // A definition may write a count as 10.0.
    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static void Write(CodedOutputStream output, int number, Action<CodedOutputStream> write)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using var output = new CodedOutputStream(buffer, leaveOpen: true);
        write(output);
        output.Flush();
        return buffer.ToArray();
    }
}
