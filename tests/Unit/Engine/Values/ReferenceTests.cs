using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Values;

public sealed class ReferenceTests
{
    /// <summary>A program that is not sent partial values still learns in a preview which resources a component has.</summary>
    [Fact]
    public void Write_ReferencesWithoutIds_AreKnown()
    {
        var reference = new PropertyValue.Reference(new Urn("urn:pulumi:dev::demo::memory:index:Thing::thing"), PropertyValue.UnknownValue, "");
        var outputs = PropertyMap.Of(("resources", PropertyValue.ListOf(reference)), ("size", PropertyValue.UnknownValue));

        var sent = WireValues.Write(outputs, new WireOptions { Resources = true });

        Assert.Equal(["resources"], sent.Fields.Keys);
        Assert.Equal(ValueSignatures.UnknownText, sent.Fields["resources"].ListValue.Values[0].StructValue.Fields["id"].StringValue);
    }
}
