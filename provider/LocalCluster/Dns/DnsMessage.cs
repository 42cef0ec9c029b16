using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Sluice.LocalCluster.Dns;

/// <summary>Record types (and the one meta type) that the cluster's DNS knows.</summary>
internal enum DnsType : ushort
{
    A = 1,
    CName = 5,
    Soa = 6,
    Ptr = 12,
    Aaaa = 28,
    Srv = 33,
    Any = 255,
}

internal enum DnsCode : byte
{
    NoError = 0,
    FormatError = 1,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
}

/// <summary>The one question of a query. The name is in lower case, without the final dot.</summary>
internal sealed record DnsQuestion(ushort Id, bool RecursionDesired, string Name, DnsType Type, byte[] Raw);

/// <summary>One record of an answer.</summary>
internal abstract record DnsRecord(string Name, DnsType Type);

internal sealed record AddressRecord(string Name, IPAddress Address) : DnsRecord(Name, DnsType.A);

internal sealed record NameRecord(string Name, DnsType Type, string Target) : DnsRecord(Name, Type);

internal sealed record ServiceRecord(string Name, int Weight, int Port, string Target) : DnsRecord(Name, DnsType.Srv);

internal sealed record DnsAnswer(DnsCode Code, IReadOnlyList<DnsRecord> Records)
{
    public static DnsAnswer Of(DnsCode code) => new(code, []);
}

/// <summary>Reads queries and writes answers in the wire format.</summary>
internal static class DnsMessage
{
    public const int MaxUdp = 1232;
    private const int Header = 12;
    private const uint TimeToLive = 5;

    /// <returns>Null when the bytes are no query with one question of class IN.</returns>
    public static DnsQuestion? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < Header + 5 || (message[2] & 0x80) != 0 || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
        {
            return null;
        }

        var name = new StringBuilder();
        int position = Header;
        while (position < message.Length && message[position] != 0)
        {
            int length = message[position];
            if (length > 63 || position + 1 + length >= message.Length || name.Length > 255)
            {
                return null;
            }

            if (name.Length > 0)
            {
                name.Append('.');
            }

            name.Append(Encoding.ASCII.GetString(message.Slice(position + 1, length)).ToLowerInvariant());
            position += length + 1;
        }

        if (position + 5 > message.Length)
        {
            return null;
        }

        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[(position + 1)..]);
        return BinaryPrimitives.ReadUInt16BigEndian(message[(position + 3)..]) != 1
            ? null
            : new DnsQuestion(
                BinaryPrimitives.ReadUInt16BigEndian(message), (message[2] & 1) != 0, name.ToString(), type, message[Header..(position + 5)].ToArray());
    }

    /// <param name="question">What was asked.</param>
    /// <param name="answer">What is answered.</param>
    /// <param name="limit">As many records as fit; the rest is left off and the answer marked as truncated.</param>
    public static byte[] Write(DnsQuestion question, DnsAnswer answer, int limit)
    {
        var body = new List<byte>(512);
        int count = 0;
        bool truncated = false;
        foreach (DnsRecord record in answer.Records)
        {
            byte[] bytes = Encode(record);
            if (Header + question.Raw.Length + body.Count + bytes.Length > limit)
            {
                truncated = true;
                break;
            }

            body.AddRange(bytes);
            count++;
        }

        byte[] message = new byte[Header + question.Raw.Length + body.Count];
        BinaryPrimitives.WriteUInt16BigEndian(message, question.Id);
        message[2] = (byte)(0x84 | (truncated ? 2 : 0) | (question.RecursionDesired ? 1 : 0));
        message[3] = (byte)answer.Code;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)count);
        question.Raw.CopyTo(message, Header);
        body.CopyTo(message, Header + question.Raw.Length);
        return message;
    }

    private static byte[] Encode(DnsRecord record)
    {
        byte[] name = Name(record.Name);
        byte[] data = record switch
        {
            AddressRecord address => address.Address.GetAddressBytes(),
            NameRecord target => Name(target.Target),
            ServiceRecord service => [0, 0, (byte)(service.Weight >> 8), (byte)service.Weight, (byte)(service.Port >> 8), (byte)service.Port, .. Name(service.Target)],
            _ => throw new InvalidOperationException($"No wire form for {record.GetType().Name}."),
        };
        byte[] result = new byte[name.Length + 10 + data.Length];
        name.CopyTo(result, 0);
        Span<byte> rest = result.AsSpan(name.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)record.Type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)data.Length);
        data.CopyTo(rest[10..]);
        return result;
    }

    private static byte[] Name(string name)
    {
        var bytes = new List<byte>(name.Length + 2);
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add(checked((byte)label.Length));
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.Add(0);
        return [.. bytes];
    }
}
