using System.Security.Cryptography;
using System.Text;

namespace Sluice.Engine.Secrets;

/// <summary>
/// Encrypts secrets with a key derived from a passphrase, in the format of Pulumi's passphrase provider:
/// AES-256-GCM, <c>v1:&lt;nonce&gt;:&lt;ciphertext and tag&gt;</c>, key by PBKDF2-SHA256 over a million rounds.
/// </summary>
internal sealed class PassphraseCrypter
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int SaltSize = 8;
    private const int KeySize = 32;
    private const int Iterations = 1_000_000;
    private const string Version = "v1:";
    private const string Probe = "pulumi";

    private readonly byte[] _key;

    private PassphraseCrypter(byte[] key, string salt)
    {
        _key = key;
        Salt = salt;
    }

    /// <summary>The salt with an encrypted probe, as the state file and <c>encryptionsalt</c> keep it.</summary>
    public string Salt { get; private set; }

    public static PassphraseCrypter Create(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var crypter = new PassphraseCrypter(DeriveKey(passphrase, salt), "");
        crypter.Salt = $"{Version}{Convert.ToBase64String(salt)}:{crypter.Encrypt(Probe)}";
        return crypter;
    }

    /// <exception cref="EngineException">The salt is malformed, or the passphrase is not the one it was made with.</exception>
    public static PassphraseCrypter Open(string salt, string passphrase)
    {
        var parts = salt.Split(':', 3);
        byte[] saltBytes;
        try
        {
            saltBytes = parts is ["v1", var encoded, _] ? Convert.FromBase64String(encoded) : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new EngineException($"The encryption salt '{salt}' is malformed; expected 'v1:<base64>:v1:<base64>:<base64>'. Restore it from a backup of the stack's files.");
        }

        var crypter = new PassphraseCrypter(DeriveKey(passphrase, saltBytes), salt);
        if (crypter.TryDecrypt(parts[2]) != Probe)
        {
            throw new EngineException("incorrect passphrase: the secrets of this stack were encrypted with another one. Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase they were made with.");
        }

        return crypter;
    }

    public string Encrypt(string plaintext)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var plain = Encoding.UTF8.GetBytes(plaintext);
        var sealedText = new byte[plain.Length + TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length));
        return $"{Version}{Convert.ToBase64String(nonce)}:{Convert.ToBase64String(sealedText)}";
    }

    /// <exception cref="EngineException">The text was not encrypted with this key, or was changed since.</exception>
    public string Decrypt(string ciphertext) =>
        TryDecrypt(ciphertext) ?? throw new EngineException("A secret of this stack cannot be decrypted: it was encrypted with another passphrase, or changed by hand. Restore the stack's files from a backup, or set the secret again.");

    private string? TryDecrypt(string ciphertext)
    {
        try
        {
            if (ciphertext.Split(':') is not ["v1", var nonceText, var sealedText])
            {
                return null;
            }

            var bytes = Convert.FromBase64String(sealedText);
            if (bytes.Length < TagSize)
            {
                return null;
            }

            var plain = new byte[bytes.Length - TagSize];
            using var aes = new AesGcm(_key, TagSize);
            aes.Decrypt(Convert.FromBase64String(nonceText), bytes.AsSpan(0, plain.Length), bytes.AsSpan(plain.Length), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] DeriveKey(string passphrase, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, Iterations, HashAlgorithmName.SHA256, KeySize);
}
