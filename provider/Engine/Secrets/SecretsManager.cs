namespace Sluice.Engine.Secrets;

/// <summary>
/// The one key of a stack, derived when the first secret is met: the derivation is slow on purpose, and most runs have no secret.
/// </summary>
internal sealed class SecretsManager(Passphrase passphrase, string? salt)
{
    private readonly Lazy<PassphraseCrypter> _crypter = new(() => salt is null ? PassphraseCrypter.Create(passphrase.Read()) : PassphraseCrypter.Open(salt, passphrase.Read()));

    /// <summary>The salt to store; null as long as nothing needed one.</summary>
    public string? Salt => _crypter.IsValueCreated ? _crypter.Value.Salt : salt;

    public string Encrypt(string plaintext) => _crypter.Value.Encrypt(plaintext);

    public string Decrypt(string ciphertext) => _crypter.Value.Decrypt(ciphertext);
}
