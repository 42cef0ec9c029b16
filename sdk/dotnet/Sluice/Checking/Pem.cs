using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.GatewayApi.Validation;

namespace Sluice.Checking;

/// <summary>Looks into PEM text. Its problems never quote the text: it may be a key.</summary>
internal static class Pem
{
    public static Problem? Certificate(string text)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(text);
            return null;
        }
        catch (CryptographicException)
        {
            return new Problem(DiagnosticCodes.Malformed, "The text is no PEM certificate. It begins with -----BEGIN CERTIFICATE-----.");
        }
    }

    public static Problem? PrivateKey(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || !text[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
        {
            return new Problem(DiagnosticCodes.Malformed, "The text is no PEM private key. It begins with -----BEGIN PRIVATE KEY----- or the like.");
        }

        return text[fields.Label] is "ENCRYPTED PRIVATE KEY"
            ? new Problem(DiagnosticCodes.Malformed, "The private key is encrypted, and a gateway cannot ask for its password. Decrypt it first; it is kept as a secret.")
            : null;
    }

    /// <summary>Only looks at pairs that are well-formed each for itself.</summary>
    public static Problem? Pair(string certificate, string privateKey)
    {
        if (Certificate(certificate) is not null || PrivateKey(privateKey) is not null)
        {
            return null;
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, privateKey);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return Problem.Conflict("The private key is not that of the certificate. The first certificate of the text is the server's own, followed by its issuers'.");
        }
    }
}
