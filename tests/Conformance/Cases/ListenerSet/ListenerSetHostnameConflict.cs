using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetHostnameConflict : ListenerSetConflictCase
{
    protected override string Kind => "hostname";

    protected override string Reason => "HostnameConflict";

    protected override string Conflicting(string name) => HttpListener(name, hostname: $"{name}.com", from: "All");
}
