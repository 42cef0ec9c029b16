using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice.Crds.Gateway.V1;
using Sluice.Crds.Types.Inputs.Gateway.V1;
using Config = Pulumi.Config;

namespace Sluice.EndToEnd.Program;

/// <summary>What a test can ask for, one method per case.</summary>
internal static class Cases
{
    private const string WaitFor = "pulumi.com/waitFor";

    /// <returns>The stack's outputs.</returns>
    public static Dictionary<string, object?> Declare(Config config)
    {
        var name = config.Require("namespace");
        var ns = new Namespace(name, new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = name } }).Metadata.Apply(metadata => metadata.Name);
        switch (config.Require("case"))
        {
            case "arguments":
                Arguments(ns);
                break;
            case "objects":
                Objects(ns);
                break;
            case "certificate":
                Certificate(ns, config);
                break;
            case "address":
                Address(ns, config);
                break;
            case "setting":
                Setting(ns, config);
                break;
            case "waits":
                Wait(config);
                break;
            case "never-ready":
                NeverReady(ns, config);
                break;
            case "remote":
                return new() { ["address"] = Remote(ns, config).Address };
            case var other:
                throw new RunException($"There is no case '{other}'.");
        }

        return [];
    }

    /// <summary>A component with four mistakes.</summary>
    private static void Arguments(Output<string> ns) => _ = new WebRoute("shop", new()
    {
        Namespace = ns,
        Parent = Parent.Gateway("gateway"),
        Hostnames = { "foo..bar" },
        Rules =
        {
            new() { Paths = { PathMatch.Prefix("cart") }, Backend = Backend.Service("cart", 0) },
            new() { Paths = { PathMatch.Prefix("/old") }, Filters = { Filter.Redirect(new() { Scheme = "https" }) }, Backend = Backend.Service("old", 80) },
        },
    });

    /// <summary>Two objects without a component, both of which the API server refuses.</summary>
    private static void Objects(Output<string> ns)
    {
        _ = new HTTPRoute("path", new HTTPRouteArgs
        {
            Metadata = new ObjectMetaArgs { Name = "path", Namespace = ns },
            Spec = new HTTPRouteSpecArgs
            {
                Hostnames = { "foo..bar" },
                Rules = new[] { new HTTPRouteRuleArgs { Matches = new[] { new HTTPRouteMatchArgs { Path = new HTTPPathMatchArgs { Type = "PathPrefix", Value = "cart" } } } } },
            },
        });
        _ = new HTTPRoute("redirect", new HTTPRouteArgs
        {
            Metadata = new ObjectMetaArgs { Name = "redirect", Namespace = ns },
            Spec = new HTTPRouteSpecArgs
            {
                Rules = new[]
                {
                    new HTTPRouteRuleArgs
                    {
                        Filters = new[] { new HTTPRouteFilterArgs { Type = "RequestRedirect", RequestRedirect = new HTTPRequestRedirectFilterArgs { Scheme = "https" } } },
                        BackendRefs = new[] { new HTTPBackendRefArgs { Name = "old", Port = 0 } },
                    },
                },
            },
        });
    }

    /// <summary>A gateway whose certificate is in a Secret that this program makes only where it is given one.</summary>
    private static void Certificate(Output<string> ns, Config config)
    {
        if (config.Get("certificate") is { } certificate)
        {
            _ = new Secret("shop-tls", new SecretArgs
            {
                Metadata = new ObjectMetaArgs { Name = "shop-tls", Namespace = ns },
                Type = "kubernetes.io/tls",
                StringData = { { "tls.crt", certificate }, { "tls.key", config.Require("key") } },
            });
        }

        _ = new SharedGateway("shop", new()
        {
            Namespace = ns,
            Listeners = { Listener.Http("http", 8081), Listener.Https("https", 8443, new() { Name = "shop-tls" }) },
        });
    }

    /// <summary>A gateway at an address and port of the test's choice.</summary>
    private static void Address(Output<string> ns, Config config) => _ = new SharedGateway("shop", new()
    {
        Namespace = ns,
        Addresses = { new() { Value = config.Require("address") } },
        Listeners = { Listener.Http("http", config.RequireInt32("port")) },
    });

    /// <summary>A gateway with a setting that no argument checks.</summary>
    private static void Setting(Output<string> ns, Config config) => _ = new SharedGateway("shop", new()
    {
        Namespace = ns,
        Annotations = new() { { "sluice.dev/trusted-hops", config.Require("hops") } },
        Listeners = { Listener.Http("http", 8089) },
    });

    /// <summary>A gateway made by the plugin, as programs in other languages have it.</summary>
    private static RemoteGateway Remote(Output<string> ns, Config config) => new("remote", new SharedGatewayArgs
    {
        Namespace = ns,
        Listeners = { Listener.Http("http", config.RequireInt32("port")) },
    });

    /// <summary>Says that it runs, by its process id, and goes on when it is told to.</summary>
    private static void Wait(Config config)
    {
        // Moved into place, so that whoever sees the file can read it.
        var started = config.Require("started");
        File.WriteAllText(started + ".new", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.Move(started + ".new", started);
        using var go = new FileSystemWatcher(Path.GetDirectoryName(config.Require("go"))!, Path.GetFileName(config.Require("go")));
        while (!File.Exists(config.Require("go")))
        {
            go.WaitForChanged(WatcherChangeTypes.Created, 100);
        }
    }

    /// <summary>An object that is done at once, and one that never is while the configuration does not say so.</summary>
    private static void NeverReady(Output<string> ns, Config config)
    {
        var first = new ConfigMap("first", new ConfigMapArgs { Metadata = new ObjectMetaArgs { Name = "first", Namespace = ns } });
        _ = new ConfigMap("second", new ConfigMapArgs
        {
            Metadata = new ObjectMetaArgs
            {
                Name = "second",
                Namespace = ns,
                Labels = { { "ready", config.Require("ready") } },
                Annotations = { { WaitFor, "jsonpath={.metadata.labels.ready}=yes" } },
            },
            Data = { { "first", first.Metadata.Apply(metadata => metadata.Name) } },
        });
    }
}
