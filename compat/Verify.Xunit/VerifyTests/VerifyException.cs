namespace VerifyTests;

/// <summary>What was received is not what was verified, or nothing was verified yet.</summary>
public class VerifyException : Exception
{
    internal VerifyException(string message)
        : base(message)
    {
    }
}
