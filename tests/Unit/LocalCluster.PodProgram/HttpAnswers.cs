using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.LocalCluster.PodProgram;

/// <summary>A web server of a few lines: every path answers 200, some do something first.</summary>
internal sealed class HttpAnswers(IPEndPoint endPoint, string root)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    private volatile bool _unhealthy;

    public async Task RunAsync()
    {
        using var listener = new TcpListener(endPoint);
        listener.Start(512);
        Console.WriteLine($"serving on {endPoint.Port}");
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync();
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                while (await reader.ReadLineAsync() is { } request)
                {
                    bool close = false;
                    while (await reader.ReadLineAsync() is { Length: > 0 } header)
                    {
                        close |= header.Equals("Connection: close", StringComparison.OrdinalIgnoreCase);
                    }

                    string target = request.Split(' ')[1];
                    (int status, string body) = await AnswerAsync(target, (IPEndPoint)client.Client.RemoteEndPoint!);
                    byte[] bytes = Encoding.UTF8.GetBytes(body);
                    string head = $"HTTP/1.1 {status} X\r\nContent-Length: {bytes.Length}\r\nContent-Type: text/plain\r\n{(close ? "Connection: close\r\n" : "")}\r\n";
                    await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes]);
                    if (close)
                    {
                        return;
                    }
                }
            }
            catch (IOException)
            {
                // The client is gone.
            }
        }
    }

    private async Task<(int Status, string Body)> AnswerAsync(string target, IPEndPoint peer)
    {
        string[] parts = target.Split('?', 2);
        string argument = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        try
        {
            switch (parts[0])
            {
                case "/peer":
                    return (200, peer.Address.ToString());
                case "/name":
                    return (200, Environment.GetEnvironmentVariable("HOSTNAME") ?? "");
                case "/pid":
                    return (200, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                case "/env":
                    return (200, Environment.GetEnvironmentVariable(argument) ?? "");
                case "/file":
                    return (200, await File.ReadAllTextAsync(root + argument));
                case "/fetch":
                    return (200, await Client.GetStringAsync(new Uri(argument)));
                case "/resolve":
                    return (200, string.Join(',', (await Dns.GetHostAddressesAsync(argument)).Select(a => a.ToString())));
                case "/log":
                    Console.WriteLine(argument);
                    return (200, "");
                case "/exit":
                    Environment.Exit(int.Parse(argument, CultureInfo.InvariantCulture));
                    return (200, "");
                case "/break":
                    _unhealthy = true;
                    return (200, "");
                case "/health":
                    return (_unhealthy ? 500 : 200, "");
                default:
                    return (200, "ok");
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
        {
            return (500, e.Message);
        }
    }
}
