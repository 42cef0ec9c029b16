using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh)]
public sealed class MeshBasic : MeshCase
{
    protected override Task RunAsync() => Client.ExpectAsync(Echo, ("/", "200"));
}
