using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Certificates;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>The key that signs service-account tokens; kept in the state folder so that tokens outlive a restart.</summary>
internal sealed class ServiceAccountKey : IDisposable
{
    private const int KeyBits = 2048;
    private readonly RSA _key;

    private ServiceAccountKey(RSA key)
    {
        _key = key;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    public string KeyId { get; }

    public static ServiceAccountKey Open(string? folder)
    {
        var path = folder is null ? null : Path.Combine(folder, "sa.key");
        if (path is not null && File.Exists(path))
        {
            var stored = RSA.Create();
            stored.ImportFromPem(File.ReadAllText(path));
            return new ServiceAccountKey(stored);
        }

        var created = RSA.Create(KeyBits);
        if (path is not null)
        {
            SecretFiles.Write(path, created.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return new ServiceAccountKey(created);
    }

    /// <summary>A signed JWT.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId };
        var text = $"{Base64Url.EncodeToString(JsonTree.ToUtf8(header))}.{Base64Url.EncodeToString(JsonTree.ToUtf8(claims))}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token this key signed; null for any other text.</summary>
    public JsonObject? Verify(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var header = JsonTree.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.Text("alg") != "RS256")
            {
                return null;
            }

            var signature = Base64Url.DecodeFromChars(parts[2]);
            return _key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ? JsonTree.Parse(Base64Url.DecodeFromChars(parts[1])) as JsonObject
                : null;
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The public key as a JSON web key set.</summary>
    public JsonObject ToKeySet()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "RSA",
                ["kid"] = KeyId,
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }),
        };
    }

    public void Dispose() => _key.Dispose();
}
