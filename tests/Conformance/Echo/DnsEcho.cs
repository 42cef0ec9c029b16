using System.Net;

namespace Sluice.Conformance.Echo;

/// <summary>Stands where the suite deploys a DNS server: every query is answered NXDOMAIN, which is an answer.</summary>
internal static class DnsEcho
{
    public static Task RunAsync(EchoOptions options, CancellationToken stop) =>
        DatagramLoop.RunAsync(new IPEndPoint(options.Address, options.Port("UDP_PORT", 53)), Refuse, stop);

    private static byte[] Refuse(ReadOnlySpan<byte> query)
    {
        var answer = query.ToArray();
        if (answer.Length >= 4)
        {
            // RFC 1035 section 4.1.1: QR set, opcode and RD kept; RA clear, RCODE 3.
            answer[2] = (byte)(answer[2] | 0x80);
            answer[3] = 3;
        }

        return answer;
    }
}
