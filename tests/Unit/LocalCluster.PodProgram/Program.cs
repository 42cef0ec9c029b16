using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Sluice.LocalCluster.PodProgram;

string root = Environment.GetEnvironmentVariable("SLUICE_POD_ROOT") ?? "";
IPAddress address = IPAddress.TryParse(Environment.GetEnvironmentVariable("POD_IP"), out IPAddress? own) ? own : IPAddress.Any;
switch (args)
{
    case ["serve", var port, ..]:
        // Ends with 2 on SIGTERM unless told to end well, so that a test can tell the two apart; at once, or after LINGER milliseconds.
        int linger = int.TryParse(Environment.GetEnvironmentVariable("LINGER"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
        int code = args.Contains("--graceful") ? 0 : 2;
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (!args.Contains("--stubborn"))
            {
                _ = Task.Delay(linger).ContinueWith(_ => Environment.Exit(code), TaskScheduler.Default);
            }
        }))
        {
            await new HttpAnswers(new IPEndPoint(address, int.Parse(port, CultureInfo.InvariantCulture)), root).RunAsync();
        }

        return 0;
    case ["udp", var port]:
        await DatagramEcho.RunAsync(new IPEndPoint(address, int.Parse(port, CultureInfo.InvariantCulture)));
        return 0;
    case ["env"]:
        foreach (string line in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            Console.WriteLine($"{line}={Environment.GetEnvironmentVariable(line)}");
        }

        return 0;
    case ["sleep", ..]:
        Thread.Sleep(Timeout.Infinite);
        return 0;
    case ["exit", var status, ..]:
        if (args.Length > 2)
        {
            File.WriteAllText(root + "/dev/termination-log", args[2]);
        }

        return int.Parse(status, CultureInfo.InvariantCulture);
    default:
        Console.Error.WriteLine("usage: serve PORT [--graceful|--stubborn] | udp PORT | env | sleep | exit CODE [MESSAGE]");
        return 2;
}
