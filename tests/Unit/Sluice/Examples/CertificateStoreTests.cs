using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using HttpbinTls.Certificates;
using Microsoft.Extensions.Time.Testing;
using Pulumi;

namespace Sluice.Tests.Examples;

/// <summary>The TLS example's certificates: made once, renewed in time, never half-written.</summary>
public sealed class CertificateStoreTests : IDisposable
{
    private const string Host = "httpbin.example.com";

    private readonly string _folder = Directory.CreateTempSubdirectory("certificates-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void For_SecondTime_IsTheSame() => Assert.Equal(Issue(), Issue());

    [Fact]
    public void For_Server_IsTrustedThroughTheAuthority()
    {
        var issued = Issue();
        using var server = X509Certificate2.CreateFromPem(issued.Certificate, issued.PrivateKey);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(issued.AuthorityPath));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;

        Assert.True(chain.Build(server), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(server.MatchesHostname(Host));
    }

    [Fact]
    public void For_AfterTwoThirdsOfItsLife_IsRenewedUnderTheSameAuthority()
    {
        var first = Issue();
        var authority = File.ReadAllText(first.AuthorityPath);
        _time.Advance(TimeSpan.FromDays(61));

        var second = Issue();

        Assert.NotEqual(first.Certificate, second.Certificate);
        Assert.Equal(authority, File.ReadAllText(second.AuthorityPath));
    }

    [Fact]
    public void For_OldAuthority_RenewsBoth()
    {
        var first = Issue();
        var authority = File.ReadAllText(first.AuthorityPath);
        _time.Advance(TimeSpan.FromDays(2440));

        var second = Issue();

        Assert.NotEqual(first.Certificate, second.Certificate);
        Assert.NotEqual(authority, File.ReadAllText(second.AuthorityPath));
    }

    [Fact]
    public void For_DamagedFile_SaysWhichAndWhatToDo()
    {
        Issue();
        var path = Path.Combine(_folder, Host + ".pem");
        File.WriteAllText(path, "damaged");

        var problem = Assert.Throws<RunException>(Issue);
        Assert.Equal($"{path} is no certificate with its key. Delete the file; it is made again.", problem.Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Save_KeepsKeysPrivate()
    {
        Issue();
        Assert.All(
            Directory.GetFiles(_folder, "*.pem"), path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    private ServerCertificate Issue() => CertificateStore.Open(_folder, _time).For(Host);
}
