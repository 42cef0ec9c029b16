using System.Buffers.Binary;
using Google.Protobuf;
using Sluice.Conformance.Echo.Messages;

namespace Sluice.Conformance.Echo;

/// <summary>The gRPC mode: GrpcEcho.Echo and EchoTwo answer with what they saw, EchoThree is not implemented.</summary>
internal static class GrpcEcho
{
    private const string Service = "/gateway_api_conformance.echo_basic.grpcecho.GrpcEcho/";
    private const int Unimplemented = 12;

    public static string EchoMethod => Service + "Echo";

    public static void Map(WebApplication app, EchoOptions options) => app.Run(context => HandleAsync(context, options));

    public static async Task HandleAsync(HttpContext context, EchoOptions options)
    {
        context.Response.ContentType = "application/grpc";
        var path = context.Request.Path.Value ?? "";
        if (path != Service + "Echo" && path != Service + "EchoTwo")
        {
            // Trailers-only: status and message travel in the header block.
            context.Response.Headers["grpc-status"] = Unimplemented.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers["grpc-message"] = "not implemented";
            return;
        }

        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var response = new EchoResponse { Assertions = Assertions(context, options, path), Request = new EchoRequest() }.ToByteArray();

        // Length-prefixed message: one byte for compression, four for the length.
        var frame = new byte[5 + response.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), response.Length);
        response.CopyTo(frame, 5);
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static Assertions Assertions(HttpContext context, EchoOptions options, string path)
    {
        var assertions = new Assertions
        {
            FullyQualifiedMethod = path,
            Authority = context.Request.Host.Value ?? "",
            Context = new Context { Namespace = options.Namespace, Ingress = options.Ingress, ServiceName = options.Service, Pod = options.Pod },
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            assertions.Headers.AddRange(values.Select(value => new Header { Key = name.ToLowerInvariant(), Value = value ?? "" }));
        }

        return assertions;
    }
}
