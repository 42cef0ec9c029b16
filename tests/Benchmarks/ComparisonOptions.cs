using System.Globalization;
using Sluice.Benchmarks.Load;

namespace Sluice.Benchmarks;

/// <summary>How long and against whom the comparison runs.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>Every contender runs once per round, so that what disturbs the machine disturbs all.</summary>
    public int Rounds { get; init; } = 5;

    public int Seconds { get; init; } = 5;

    public int Connections { get; init; } = 64;

    public LoadProtocol Protocol { get; init; }

    /// <summary>Names of contenders; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Null where the arguments are not understood.</summary>
    public static ComparisonOptions? TryRead(ReadOnlySpan<string> arguments)
    {
        var options = new ComparisonOptions();
        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
            switch (name)
            {
                case "--rounds" when isNumber:
                    options = options with { Rounds = number };
                    break;
                case "--seconds" when isNumber:
                    options = options with { Seconds = number };
                    break;
                case "--connections" when isNumber:
                    options = options with { Connections = number };
                    break;
                case "--protocol" when Enum.TryParse<LoadProtocol>(value, ignoreCase: true, out var protocol) && Enum.IsDefined(protocol):
                    options = options with { Protocol = protocol };
                    break;
                case "--only":
                    options = options with { Only = value.Split(',') };
                    break;
                default:
                    return null;
            }
        }

        return arguments.IsEmpty ? options : null;
    }
}
