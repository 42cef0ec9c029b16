using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pulumi;

namespace HttpbinTls.Certificates;

/// <summary>
/// A certificate authority and what it issued, kept in a folder. Everything is made once and renewed when two thirds of its life are over,
/// so that a program that runs again declares the same objects again.
/// </summary>
internal sealed class CertificateStore
{
    private const string AuthorityName = "ca";

    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(90);

    private readonly string _folder;
    private readonly TimeProvider _time;

    private CertificateStore(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

    public static CertificateStore Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        return new CertificateStore(folder, time);
    }

    /// <summary>The certificate for a host; made or renewed if needed.</summary>
    /// <exception cref="RunException">A file in the folder is damaged. The message names it.</exception>
    public ServerCertificate For(string host)
    {
        using var authority = Authority();
        if (Load(host) is { } kept)
        {
            using (kept)
            {
                if (IsFresh(kept) && IsIssuedBy(kept, authority) && kept.MatchesHostname(host))
                {
                    return Read(kept);
                }
            }
        }

        using var made = IssueServer(host, authority);
        Save(host, made);
        return Read(made);
    }

    private ServerCertificate Read(X509Certificate2 certificate) =>
        new(Line(certificate.ExportCertificatePem()), Line(KeyOf(certificate)), Path.Combine(_folder, AuthorityName + ".crt"));

    private X509Certificate2 Authority()
    {
        var kept = Load(AuthorityName);
        if (kept is not null && IsFresh(kept))
        {
            Publish(kept);
            return kept;
        }

        kept?.Dispose();
        var made = IssueAuthority();
        Save(AuthorityName, made);
        Publish(made);
        return made;
    }

    private bool IsFresh(X509Certificate2 certificate)
    {
        var life = certificate.NotAfter.ToUniversalTime() - certificate.NotBefore.ToUniversalTime();
        return _time.GetUtcNow().UtcDateTime < certificate.NotAfter.ToUniversalTime() - (life / 3);
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 authority) =>
        certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier is { } issuer
        && authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes is { } subject
        && issuer.Span.SequenceEqual(subject.Span);

    private X509Certificate2 IssueAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=httpbin-tls example authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = _time.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now + AuthorityLife);
    }

    private X509Certificate2 IssueServer(string host, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = _time.GetUtcNow();
        var end = now + ServerLife;
        using var certificate = request.Create(authority, now.AddMinutes(-5), end < authority.NotAfter ? end : authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private X509Certificate2? Load(string name)
    {
        var path = BundlePath(name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new RunException($"{path} is no certificate with its key. Delete the file; it is made again.", e);
        }
    }

    // Certificate and key are one file, so that they change together or not at all.
    private void Save(string name, X509Certificate2 certificate) =>
        Write(BundlePath(name), Line(certificate.ExportCertificatePem()) + Line(KeyOf(certificate)), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Writes the authority's certificate, without its key, where clients find it.</summary>
    private void Publish(X509Certificate2 authority)
    {
        var path = Path.Combine(_folder, AuthorityName + ".crt");
        var text = Line(authority.ExportCertificatePem());
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            Write(path, text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The certificate was made without its key.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Line(string text) => text.TrimEnd('\n') + '\n';

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(text);
        }

        File.Move(draft, path, overwrite: true);
    }

    private string BundlePath(string name) => Path.Combine(_folder, name + ".pem");
}
