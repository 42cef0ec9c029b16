using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Sluice.Conformance.Tests.Suite.ConformanceFramework", "Sluice.Conformance.Tests")]

namespace Sluice.Conformance.Tests.Suite;

/// <summary>xunit's own framework, but the shared cluster is stopped and the report written when the last case has ended.</summary>
public sealed class ConformanceFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    protected override ITestFrameworkExecutor CreateExecutor(System.Reflection.AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(System.Reflection.AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, sources, diagnostics)
    {
        // The base method is async void as well: xunit learns of the end through the message sink.
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly testAssembly, IEnumerable<IXunitTestCase> testCases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(testAssembly, testCases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await ConformanceCluster.StopSharedAsync();
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
