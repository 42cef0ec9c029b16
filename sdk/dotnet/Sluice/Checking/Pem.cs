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

    public static Problem? PrivateKey(string text) =>
        PemEncoding.TryFind(text, out var fields) && text[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal)
            ? null
            : new Problem(DiagnosticCodes.Malformed, "The text is no PEM private key. It begins with -----BEGIN PRIVATE KEY----- or the like.");
}
