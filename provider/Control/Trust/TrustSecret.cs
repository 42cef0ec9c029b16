using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.Translation;

namespace Sluice.Control.Trust;

/// <summary>The form of a <see cref="TrustState"/> in the Secret.</summary>
internal static class TrustSecret
{
    private const string CurrentCertificate = "tls.crt";
    private const string CurrentKey = "tls.key";
    private const string NextCertificate = "next.crt";
    private const string NextKey = "next.key";
    private const string PreviousCertificate = "previous.crt";
    private const string Bundle = "ca.crt";
    private const string NextSinceAnnotation = "sluice.dev/next-since";

    public static JsonObject Write(TrustState state, ObjectKey key, JsonObject? over)
    {
        var secret = over ?? new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = "Opaque",
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["labels"] = new JsonObject { [ControlDefaults.ManagedByLabel] = ControlDefaults.ManagedBy },
            },
        };
        var data = new JsonObject
        {
            [CurrentCertificate] = Encode(state.Current.CertificatePem),
            [CurrentKey] = Encode(state.Current.KeyPem),
            [Bundle] = Encode(state.Bundle),
        };
        if (state.Next is { } next)
        {
            data[NextCertificate] = Encode(next.CertificatePem);
            data[NextKey] = Encode(next.KeyPem);
        }

        if (state.Previous is { } previous)
        {
            data[PreviousCertificate] = Encode(previous);
        }

        secret["data"] = data;
        var metadata = (JsonObject)secret["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations.Remove(NextSinceAnnotation);
        if (state.NextSince is { } since)
        {
            annotations[NextSinceAnnotation] = since.ToString("O", CultureInfo.InvariantCulture);
        }

        return secret;
    }

    /// <returns>Null where the Secret holds no usable CA; it is then made anew.</returns>
    public static TrustState? Read(JsonObject secret)
    {
        try
        {
            if (secret["data"] is not JsonObject data || Pair(data, CurrentCertificate, CurrentKey) is not { } current)
            {
                return null;
            }

            var since = secret["metadata"]?["annotations"]?[NextSinceAnnotation]?.GetValue<string>();
            return new TrustState
            {
                Current = current,
                Next = Pair(data, NextCertificate, NextKey),
                NextSince = since is null ? null : DateTimeOffset.Parse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Previous = Decode(data, PreviousCertificate),
            };
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static PemCertificate? Pair(JsonObject data, string certificate, string key)
    {
        if (Decode(data, certificate) is not { } certificatePem || Decode(data, key) is not { } keyPem)
        {
            return null;
        }

        // Throws where the key is not the certificate's.
        using var check = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        return new PemCertificate(certificatePem, keyPem);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string? Decode(JsonObject data, string key) =>
        data[key]?.GetValue<string>() is { } value ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : null;
}
