using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;
using Sluice.Engine.Events;
using Urn = Sluice.Engine.Values.Urn;

namespace Sluice.Engine.Monitor;

/// <summary>Takes the log lines of the program.</summary>
internal sealed class EngineService(MonitorSession session) : Pulumirpc.Engine.EngineBase
{
    private readonly ConcurrentDictionary<string, string> _root = new(StringComparer.Ordinal);

    public override Task<Empty> Log(LogRequest request, ServerCallContext context)
    {
        if (request.Ephemeral && Urn.TryParse(request.Urn, out var urn))
        {
            session.Events.Publish(new EngineEvent.StepProgress(urn, request.Message.TrimEnd()));
            return Task.FromResult(new Empty());
        }

        var severity = request.Severity switch
        {
            LogSeverity.Debug => Severity.Debug,
            LogSeverity.Warning => Severity.Warning,
            LogSeverity.Error => Severity.Error,
            _ => Severity.Info,
        };
        if (severity == Severity.Error)
        {
            session.NoteProgramError();
        }

        session.Events.Publish(new EngineEvent.Diagnostic(severity, Urn.Optional(request.Urn), request.Message.TrimEnd()));
        return Task.FromResult(new Empty());
    }

    public override Task<SetRootResourceResponse> SetRootResource(SetRootResourceRequest request, ServerCallContext context)
    {
        _root["root"] = request.Urn;
        return Task.FromResult(new SetRootResourceResponse());
    }

    public override Task<GetRootResourceResponse> GetRootResource(GetRootResourceRequest request, ServerCallContext context) =>
        Task.FromResult(new GetRootResourceResponse { Urn = _root.GetValueOrDefault("root", "") });

    public override Task<Empty> StartDebugging(StartDebuggingRequest request, ServerCallContext context)
    {
        session.Events.Publish(new EngineEvent.Diagnostic(Severity.Info, null, request.Message));
        return Task.FromResult(new Empty());
    }

    /// <summary>The embedded engine is no release of the Pulumi CLI, whatever range the program asks for; it says so and goes on.</summary>
    public override Task<RequirePulumiVersionResponse> RequirePulumiVersion(RequirePulumiVersionRequest request, ServerCallContext context)
    {
        session.Events.Publish(new EngineEvent.Diagnostic(Severity.Info, null, $"The program asks for Pulumi {request.PulumiVersionRange}; it runs on the embedded engine."));
        return Task.FromResult(new RequirePulumiVersionResponse());
    }
}
