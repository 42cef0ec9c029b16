namespace VerifyTests;

/// <summary>The outcome of a verification that passed.</summary>
public class VerifyResult
{
    internal VerifyResult(string text, string file)
    {
        Text = text;
        Files = [file];
    }

    /// <summary>The text that was compared.</summary>
    public string Text { get; }

    /// <summary>The verified files.</summary>
    public IReadOnlyList<string> Files { get; }
}
