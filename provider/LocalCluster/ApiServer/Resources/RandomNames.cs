using System.Security.Cryptography;

namespace Sluice.LocalCluster.ApiServer.Resources;

/// <summary>Random name suffixes from the alphabet Kubernetes uses: no vowels, so no words; no look-alike digits.</summary>
internal static class RandomNames
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int NameLimit = 63;

    public static string Suffix(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    public static string Generate(string prefix) => (prefix.Length > NameLimit - 5 ? prefix[..(NameLimit - 5)] : prefix) + Suffix(5);
}
