namespace Sluice.Translation;

/// <summary>Compiled parts of the last translation, found again by the instances they were compiled from. Not thread-safe: one loop owns it.</summary>
public sealed class TranslationMemo;
