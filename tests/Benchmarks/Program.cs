using System.Globalization;
using System.Net;
using Sluice.Benchmarks;
using Sluice.Benchmarks.Contenders;
using Sluice.Benchmarks.InProcess;
using Sluice.Benchmarks.Load;

// Culture of the output, not of the user.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

switch (args)
{
    // Started by the runner as processes of their own.
    case ["upstream", var address]:
        await Upstream.RunAsync(IPEndPoint.Parse(address));
        return 0;
    case ["yarp", var address, var upstream]:
        await YarpProxy.RunAsync(IPEndPoint.Parse(address), upstream);
        return 0;
    case ["yarp", var address, var upstream, var certificate, var key]:
        await YarpProxy.RunAsync(IPEndPoint.Parse(address), upstream, certificate, key);
        return 0;

    case []:
        RouteScaling.Run();
        await RouteChanges.RunAsync();
        var status = 0;
        foreach (var protocol in Enum.GetValues<LoadProtocol>())
        {
            status = Math.Max(status, await Comparison.RunAsync(new ComparisonOptions { Protocol = protocol }));
        }

        return status;
    case ["routes"]:
        RouteScaling.Run();
        return 0;
    case ["changes"]:
        await RouteChanges.RunAsync();
        return 0;
    case ["start"]:
        return await StartCost.RunAsync();
    case ["compare", .. var rest] when ComparisonOptions.TryRead(rest) is { } options:
        return await Comparison.RunAsync(options);
    default:
        Console.Error.WriteLine("""
            Usage: Sluice.Benchmarks [routes | changes | start | compare [--rounds N] [--seconds N] [--connections N] [--protocol http|https|h2] [--only NAME,NAME]]

              routes    time to find a route among 1 and among 10,000
              changes   time from a route change to the request that sees it, with 5,000 routes
              start     CPU, memory and time until a proxy is ready
              compare   requests per second, latency and CPU per request beside other proxies
              (none)    routes, changes and compare
            """);
        return 2;
}
