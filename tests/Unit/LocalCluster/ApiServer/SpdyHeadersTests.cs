using Sluice.LocalCluster.ApiServer.Pods.Spdy;

namespace Sluice.LocalCluster.Tests.ApiServer;

public sealed class SpdyHeadersTests
{
    // Two blocks of one stream as zlib writes them, with references into the dictionary and from the second into the first.
    private const string First = "ePnjxqfCAiU6cDorKUpNzIUWJaypoICGFMtF4BwATFIG2JIyAAAA//8=";
    private const string Second = "wqodVBIlYtHNWQRJBJmgzMFoAAAAAP//";

    [Fact]
    public void Read_BlocksOfOneStream_ShareTheirWindow()
    {
        using var headers = new SpdyHeaders();

        Dictionary<string, string> first = headers.Read(Convert.FromBase64String(First));
        Dictionary<string, string> second = headers.Read(Convert.FromBase64String(Second));

        Assert.Equal(["port=3000", "status=200 OK", "streamtype=error"], first.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["port=3000", "requestid=0", "streamtype=data"], second.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_IsReadByTheOtherEnd()
    {
        using var ours = new SpdyHeaders();
        using var theirs = new SpdyHeaders();

        byte[] first = ours.Write(new Dictionary<string, string> { ["Status"] = "200 OK" });
        byte[] second = ours.Write(new Dictionary<string, string>());

        Assert.Equal(Convert.FromBase64String(First).AsSpan(2, 4), first.AsSpan(2, 4));
        Assert.Equal("200 OK", Assert.Single(theirs.Read(first)).Value);
        Assert.Empty(theirs.Read(second));
    }

    [Fact]
    public void Read_WhatIsNoBlock_IsRefused()
    {
        using var headers = new SpdyHeaders();

        Assert.Throws<InvalidDataException>(() => headers.Read([0x78, 0xBB, 0, 0, 0, 0, 7, 0xFF, 0xFF, 0xFF]));
    }
}
