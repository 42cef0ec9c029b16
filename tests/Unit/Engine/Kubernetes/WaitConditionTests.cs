using System.Text.Json.Nodes;
using Sluice.Engine.Kubernetes.Waiting;

namespace Sluice.Engine.Tests.Kubernetes;

public sealed class WaitConditionTests
{
    private const string RouteWait = "[\"jsonpath={.status.parents[0].conditions[?(@.type=='Accepted')].status}=True\",\"jsonpath={.status.parents[0].conditions[?(@.type=='ResolvedRefs')].status}=True\"]";

    [Fact]
    public void Condition_NotReportedYet_Waits()
    {
        var readiness = Single("condition=Programmed", """{"metadata":{"generation":1}}""");

        Assert.False(readiness.Ready);
        Assert.Equal("condition Programmed is not reported yet", readiness.Text);
        Assert.False(readiness.Stalled);
    }

    [Fact]
    public void Condition_AboutAnOlderGeneration_Waits()
    {
        var readiness = Single("condition=Programmed", """{"metadata":{"generation":2},"status":{"conditions":[{"type":"Programmed","status":"True","observedGeneration":1}]}}""");

        Assert.False(readiness.Ready);
        Assert.Equal("condition Programmed is about an older generation (1 of 2)", readiness.Text);
    }

    [Fact]
    public void Condition_FalseWithACause_IsStalledAndNamesTheListener()
    {
        var readiness = Single("condition=Programmed", """
            {"metadata":{"generation":1},"status":{
              "conditions":[{"type":"Programmed","status":"False","reason":"Invalid","message":"No listener works.","observedGeneration":1}],
              "listeners":[{"name":"https","conditions":[
                {"type":"ResolvedRefs","status":"False","reason":"InvalidCertificateRef","message":"Secret shop/cert does not exist."},
                {"type":"Conflicted","status":"False","reason":"NoConflicts","message":""}]}]}}
            """);

        Assert.True(readiness.Stalled);
        Assert.Equal("condition Programmed is False (Invalid): No listener works.\n    listener https: ResolvedRefs is False (InvalidCertificateRef): Secret shop/cert does not exist.", readiness.Text);
    }

    [Fact]
    public void Condition_FalseButPending_IsNotStalled() =>
        Assert.False(Single("condition=Programmed", """{"status":{"conditions":[{"type":"Programmed","status":"False","reason":"Pending"}]}}""").Stalled);

    [Fact]
    public void JsonPath_StatusOfACondition_TellsItsReason()
    {
        var live = JsonNode.Parse("""{"metadata":{"generation":1},"status":{"parents":[{"conditions":[{"type":"Accepted","status":"True"},{"type":"ResolvedRefs","status":"False","reason":"BackendNotFound","message":"Service a/b does not exist."}]}]}}""")!.AsObject();

        var readiness = WaitCondition.Parse(RouteWait).Select(c => c.Evaluate(live)).ToList();

        Assert.True(readiness[0].Ready);
        Assert.True(readiness[1].Stalled);
        Assert.Equal("condition ResolvedRefs is False (BackendNotFound): Service a/b does not exist.", readiness[1].Text);
    }

    [Theory]
    [InlineData("jsonpath={.status.phase}=Running", true)]
    [InlineData("jsonpath={.status.phase}=Done", false)]
    [InlineData("jsonpath={.status.phase}", true)]
    [InlineData("jsonpath={.status.missing}", false)]
    [InlineData("jsonpath={.status.items[*].n}=1", true)]
    [InlineData("jsonpath={.status['phase']}=Running", true)]
    public void JsonPath_Value_IsCompared(string annotation, bool ready) =>
        Assert.Equal(ready, Single(annotation, """{"status":{"phase":"Running","items":[{"n":1},{"n":1}]}}""").Ready);

    [Theory]
    [InlineData("when=ready", "expected a \"jsonpath=\" or \"condition=\" prefix, got \"when=ready\"")]
    [InlineData("jsonpath={.a[}", "jsonpath '{.a[}' has an unclosed bracket")]
    [InlineData("[1]", "'[1]' is no JSON array of texts")]
    public void Parse_Malformed_SaysWhy(string annotation, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => WaitCondition.Parse(annotation)).Message);

    private static Readiness Single(string annotation, string live) => Assert.Single(WaitCondition.Parse(annotation)).Evaluate(JsonNode.Parse(live)!.AsObject());
}
