using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>
/// Bodies in Kubernetes' protobuf encoding, which typed Go clients and kubectl's generators send and do not fall back from: four magic
/// bytes, an envelope with apiVersion, kind and the object, and the object by the field numbers of the type table.
/// </summary>
internal static class ProtobufBody
{
    private const int DepthLimit = 64;

    public static JsonObject Read(byte[] body)
    {
        if (body.Length < 4 || !body.AsSpan(0, 4).SequenceEqual("k8s\0"u8))
        {
            throw ApiException.BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        try
        {
            return ReadEnvelope(body.AsSpan(4));
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw ApiException.BadRequest("the protobuf body is not well formed: " + e.Message);
        }
    }

    private static JsonObject ReadEnvelope(ReadOnlySpan<byte> data)
    {
        var apiVersion = "";
        var kind = "";
        var raw = ReadOnlySpan<byte>.Empty;
        var reader = new Wire(data);
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                var type = new Wire(reader.Bytes());
                while (type.Next(out var field))
                {
                    if (field == 1)
                    {
                        apiVersion = type.Text();
                    }
                    else if (field == 2)
                    {
                        kind = type.Text();
                    }
                    else
                    {
                        type.Skip();
                    }
                }
            }
            else if (number == 2)
            {
                raw = reader.Bytes();
            }
            else
            {
                reader.Skip();
            }
        }

        var tree = Message(raw, TypeOf(apiVersion, kind), 0);
        tree["apiVersion"] = apiVersion;
        tree["kind"] = kind;
        return tree;
    }

    private static string TypeOf(string apiVersion, string kind)
    {
        if (kind == "DeleteOptions")
        {
            return "meta.v1.DeleteOptions";
        }

        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var package = slash < 0 ? "core" : apiVersion[..slash].Split('.')[0];
        var name = $"{package}.{apiVersion[(slash + 1)..]}.{kind}";
        return KubernetesTypes.Instance.Contains(name)
            ? name
            : throw ApiException.BadRequest($"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
    }

    private static JsonObject Message(ReadOnlySpan<byte> data, string type, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new FormatException("nested too deeply");
        }

        var fields = KubernetesTypes.Instance.Numbers(type);
        var tree = new JsonObject();
        var reader = new Wire(data);
        while (reader.Next(out var number))
        {
            if (!fields.TryGetValue(number, out var field))
            {
                reader.Skip();
                continue;
            }

            if (field.Inline)
            {
                foreach (var (name, value) in Message(reader.Bytes(), field.Type, depth + 1).ToList())
                {
                    tree[name] = value?.DeepClone();
                }
            }
            else if (field.Type.StartsWith("[]", StringComparison.Ordinal))
            {
                var list = tree[field.Name] as JsonArray;
                if (list is null)
                {
                    list = [];
                    tree[field.Name] = list;
                }

                list.Add(Value(ref reader, field.Type[2..], depth));
            }
            else if (field.Type.StartsWith("{}", StringComparison.Ordinal))
            {
                Entry(reader.Bytes(), field.Type[2..], tree.Ensure(field.Name), depth);
            }
            else if (Value(ref reader, field.Type, depth) is { } single)
            {
                tree[field.Name] = single;
            }
        }

        return tree;
    }

    private static void Entry(ReadOnlySpan<byte> data, string type, JsonObject map, int depth)
    {
        var key = "";
        JsonNode? value = type == "string" ? "" : null;
        var reader = new Wire(data);
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                key = reader.Text();
            }
            else if (number == 2)
            {
                value = type == "[]string" ? Strings(reader.Bytes()) : Value(ref reader, type, depth);
            }
            else
            {
                reader.Skip();
            }
        }

        map[key] = value;
    }

    private static JsonArray Strings(ReadOnlySpan<byte> data)
    {
        var list = new JsonArray();
        var reader = new Wire(data);
        while (reader.Next(out _))
        {
            list.Add(reader.Text());
        }

        return list;
    }

    private static JsonNode? Value(ref Wire reader, string type, int depth)
    {
        switch (type)
        {
            case "string":
                return reader.Text();
            case "int32":
                return (long)(int)reader.Varint();
            case "int64" or "uint32" or "uint64":
                return (long)reader.Varint();
            case "bool":
                return reader.Varint() != 0;
            case "double":
                return BitConverter.Int64BitsToDouble(reader.Fixed64());
            case "bytes":
                return Convert.ToBase64String(reader.Bytes());
            case "quantity":
                return First(reader.Bytes()) is { Length: > 0 } text ? text : "0";
            case "intOrString":
                return IntOrString(reader.Bytes());
            case "time":
                return Time(reader.Bytes(), "yyyy-MM-dd'T'HH:mm:ss'Z'");
            case "microTime":
                return Time(reader.Bytes(), "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
            case "raw" or "fieldsV1":
                return First(reader.Bytes()) is { Length: > 0 } json ? JsonTree.Parse(json) : null;
            case "json":
                throw ApiException.UnsupportedMediaType("application/json", "application/yaml");
            default:
                return Message(reader.Bytes(), type, depth + 1);
        }
    }

    /// <summary>The first field of a message, as text.</summary>
    private static string? First(ReadOnlySpan<byte> data)
    {
        var reader = new Wire(data);
        string? text = null;
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                text = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return text;
    }

    private static JsonNode IntOrString(ReadOnlySpan<byte> data)
    {
        var reader = new Wire(data);
        var isText = false;
        long integer = 0;
        var text = "";
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    isText = reader.Varint() == 1;
                    break;
                case 2:
                    integer = (int)reader.Varint();
                    break;
                case 3:
                    text = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return isText ? text : integer;
    }

    /// <summary>A time; an empty message is no time at all.</summary>
    private static JsonNode? Time(ReadOnlySpan<byte> data, string format)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        var reader = new Wire(data);
        long seconds = 0;
        long nanos = 0;
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                seconds = (long)reader.Varint();
            }
            else if (number == 2)
            {
                nanos = (int)reader.Varint();
            }
            else
            {
                reader.Skip();
            }
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100);
        return time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    private ref struct Wire(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private int _position;
        private int _type;

        public bool Next(out int number)
        {
            number = 0;
            if (_position >= _data.Length)
            {
                return false;
            }

            var tag = Varint();
            _type = (int)(tag & 7);
            number = (int)(tag >> 3);
            return true;
        }

        public ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var part = _data[_position++];
                value |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }

            throw new FormatException("a number is too long");
        }

        public long Fixed64()
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(_data[_position..]);
            _position += 8;
            return value;
        }

        public ReadOnlySpan<byte> Bytes()
        {
            var length = checked((int)Varint());
            var bytes = _data.Slice(_position, length);
            _position += length;
            return bytes;
        }

        public string Text() => Encoding.UTF8.GetString(Bytes());

        public void Skip()
        {
            switch (_type)
            {
                case 0:
                    Varint();
                    break;
                case 1:
                    _position += 8;
                    break;
                case 2:
                    Bytes();
                    break;
                case 5:
                    _position += 4;
                    break;
                default:
                    throw new FormatException($"unknown wire type {_type}");
            }
        }
    }
}
