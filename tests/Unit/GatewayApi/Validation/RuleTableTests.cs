using System.Text;
using Sluice.GatewayApi.Validation.Rules;
using Sluice.TestKit;

namespace Sluice.GatewayApi.Tests.Validation;

/// <summary>Every rule with its code, place and both texts in one table: a code that changes its meaning shows here.</summary>
public sealed class RuleTableTests
{
    [Fact]
    public void Rules_AreAsWrittenDown()
    {
        var table = new StringBuilder();
        foreach (var (place, rule) in RuleSet.All.OrderBy(entry => entry.Rule.Code, StringComparer.Ordinal).ThenBy(entry => entry.Place, StringComparer.Ordinal).ThenBy(entry => entry.Rule.Message, StringComparer.Ordinal))
        {
            table.Append(rule.Code).Append(' ').Append(place);
            table.Append(rule.Versions.IsEmpty ? "" : $" ({string.Join(", ", rule.Versions)})").Append('\n');
            table.Append("    server: ").Append(rule.Message).Append('\n');
            table.Append("    people: ").Append(rule.Plain).Append('\n');
        }

        Golden.Verify(Path.Combine(Cases.Root, "tests/Unit/GatewayApi/golden/rules/table.txt"), table.ToString());
    }

    [Fact]
    public void Texts_SayWhatToDo()
    {
        foreach (var (place, rule) in RuleSet.All)
        {
            Assert.True(rule.Plain.EndsWith('.') && rule.Plain.Length > 20, $"{rule.Code} at {place} needs a sentence.");
            Assert.Matches("^SLU1[12][0-9]{2}$", rule.Code);
        }
    }
}
