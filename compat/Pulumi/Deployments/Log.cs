namespace Pulumi;

/// <summary>Messages of the program, shown by the engine among its own.</summary>
public static class Log
{
    public static void Debug(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Deployment.Internal.Logger.DebugAsync(message, resource, streamId, ephemeral);

    public static void Info(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Deployment.Internal.Logger.InfoAsync(message, resource, streamId, ephemeral);

    public static void Warn(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Deployment.Internal.Logger.WarnAsync(message, resource, streamId, ephemeral);

    /// <summary>Reports an error; the run fails when the program ends.</summary>
    public static void Error(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Deployment.Internal.Logger.ErrorAsync(message, resource, streamId, ephemeral);

    /// <inheritdoc cref="Error"/>
    public static void Exception(Exception exception, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Error($"{exception}", resource, streamId, ephemeral);
}
