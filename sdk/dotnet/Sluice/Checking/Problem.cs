using Sluice.GatewayApi.Validation;

namespace Sluice.Checking;

/// <summary>What is wrong with a value, in words; the place is added by whoever knows it.</summary>
internal sealed record Problem(string Code, string Message)
{
    public static Problem Missing(string cure) => new(DiagnosticCodes.Missing, $"A value is missing. {cure}");

    public static Problem Range(long seen, string allowed) => new(DiagnosticCodes.Range, $"{seen} is out of range. Use {allowed}.");

    public static Problem Malformed(string seen, string cure) => new(DiagnosticCodes.Malformed, $"\"{seen}\" does not have the form it needs. {cure}");

    public static Problem NotAllowed(string seen, params string[] allowed) =>
        new(DiagnosticCodes.NotAllowed, $"\"{seen}\" is not supported. Use {Choice(allowed)}.");

    public static Problem Conflict(string message) => new(DiagnosticCodes.Rule, message);

    private static string Choice(string[] allowed) => allowed.Length == 1
        ? allowed[0]
        : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}";
}
