namespace HttpbinTls.Certificates;

/// <summary>A server's certificate with its key, in PEM form, and where its authority's certificate is.</summary>
internal sealed record ServerCertificate(string Certificate, string PrivateKey, string AuthorityPath);
