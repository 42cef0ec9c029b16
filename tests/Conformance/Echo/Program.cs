using Sluice.Conformance.Echo;

var options = new EchoOptions { Environment = Environment.GetEnvironmentVariable };
if (args is ["client", .. var request])
{
    return await EchoClient.RunAsync(request, options, Console.Out);
}

using var stop = new CancellationTokenSource();
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stop.Cancel();
});

if (options.Has("MESH_ECHO_SERVER"))
{
    await MeshEcho.RunAsync(options, stop.Token);
}
else if (options.Has("TCP_ECHO_SERVER"))
{
    await TcpEcho.RunAsync(options, stop.Token);
}
else if (options.Has("UDP_ECHO_SERVER"))
{
    await UdpEcho.RunAsync(options, stop.Token);
}
else if (options.Has("DNS_SERVER"))
{
    await DnsEcho.RunAsync(options, stop.Token);
}
else
{
    await HttpEcho.RunAsync(options, options.Has("GRPC_ECHO_SERVER") ? GrpcEcho.Map : HttpEchoEndpoints.Map, stop.Token);
}

return 0;
