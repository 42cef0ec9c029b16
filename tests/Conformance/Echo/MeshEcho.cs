namespace Sluice.Conformance.Echo;

/// <summary>The mode of the mesh's workloads: HTTP, gRPC and TCP in one program.</summary>
internal static class MeshEcho
{
    public static Task RunAsync(EchoOptions options, CancellationToken stop) => Task.WhenAll(HttpEcho.RunAsync(options, Map, stop), TcpEcho.RunAsync(options, stop));

    private static void Map(WebApplication app, EchoOptions options)
    {
        app.MapWhen(
            context => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true,
            branch => branch.Run(context => GrpcEcho.HandleAsync(context, options)));
        HttpEchoEndpoints.Map(app, options);
    }
}
