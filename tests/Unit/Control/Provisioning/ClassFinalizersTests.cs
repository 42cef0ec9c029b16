using Sluice.Control.Provisioning;
using Sluice.GatewayApi;

namespace Sluice.Control.Tests.Provisioning;

public sealed class ClassFinalizersTests
{
    [Theory]
    [InlineData(true, "", "other," + ClassFinalizers.Name)]
    [InlineData(true, ClassFinalizers.Name, null)]
    [InlineData(false, "", null)]
    [InlineData(false, ClassFinalizers.Name, "other")]
    public void Finalizer_IsThereWhileGatewaysUseTheClass(bool isUsed, string own, string? expected)
    {
        var patch = ClassFinalizers.Patch(Metadata(own), isUsed);
        Assert.Equal(expected, patch is null ? null : string.Join(',', patch["metadata"]!["finalizers"]!.AsArray().Select(name => (string)name!)));
        Assert.True(patch is null || (string?)patch["metadata"]!["resourceVersion"] == "7", "The patch must fail if the list has changed.");
    }

    [Fact]
    public void ClassThatGoes_TakesNoFinalizer_AndLosesItWithItsLastGateway()
    {
        var going = Metadata(ClassFinalizers.Name);
        going.DeletionTimestamp = "2026-01-01T00:00:00Z";
        Assert.Null(ClassFinalizers.Patch(going, isUsed: true));
        Assert.NotNull(ClassFinalizers.Patch(going, isUsed: false));
        going.Finalizers = ["other"];
        Assert.Null(ClassFinalizers.Patch(going, isUsed: true));
    }

    private static ObjectMeta Metadata(string own) =>
        new() { Name = "sluice", ResourceVersion = "7", Finalizers = own.Length == 0 ? ["other"] : ["other", own] };
}
