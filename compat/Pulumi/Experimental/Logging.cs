namespace Pulumi.Experimental;

/// <summary>The engine, as providers see it.</summary>
public interface IEngine
{
    Task LogAsync(LogRequest message);

    Task RequirePulumiVersionAsync(string pulumiVersionRange);
}

/// <summary>How serious a message is.</summary>
public enum LogSeverity
{
    Debug = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>A message to the user.</summary>
public sealed class LogRequest
{
    public LogRequest(LogSeverity severity, string message, Urn? urn = null, int streamId = 0, bool ephemeral = false)
    {
        Severity = severity;
        Message = message;
        Urn = urn;
        StreamId = streamId;
        Ephemeral = ephemeral;
    }

    public LogSeverity Severity { get; }

    public string Message { get; }

    /// <summary>The resource the message is about.</summary>
    public Urn? Urn { get; }

    /// <summary>Lines of the same stream form one message; 0 for none.</summary>
    public int StreamId { get; }

    /// <summary>Shown while it is news and not kept.</summary>
    public bool Ephemeral { get; }
}
