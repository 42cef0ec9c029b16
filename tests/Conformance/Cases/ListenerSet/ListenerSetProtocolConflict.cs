using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.ListenerSets;

[ConformanceTest(Features.Gateway, Features.ListenerSet)]
public sealed class ListenerSetProtocolConflict : ListenerSetConflictCase
{
    protected override string Kind => "protocol";

    protected override string Reason => "ProtocolConflict";

    protected override string Conflicting(string name) => $"name: {name}, port: 80, protocol: TCP, allowedRoutes: {{namespaces: {{from: All}}}}";
}
