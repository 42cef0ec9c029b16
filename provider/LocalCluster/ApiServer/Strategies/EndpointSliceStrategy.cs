using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>
/// EndpointSlices: everything but the metadata counts as spec. Unlike in a real cluster an endpoint may have a loopback address, because
/// the pods have.
/// </summary>
internal sealed class EndpointSliceStrategy : ResourceStrategy
{
    private const int MaxEndpoints = 1000;
    private const int MaxAddresses = 100;
    private const int MaxPorts = 20000;

    public override bool ManagesGeneration => true;

    public override bool SpecChanged(JsonObject tree, JsonObject old) =>
        tree.Select(p => p.Key).Union(old.Select(p => p.Key)).Any(name => name != "metadata" && !JsonTree.DeepEquals(tree[name], old[name]));

    public override void Default(JsonObject tree)
    {
        foreach (var port in tree.Array("ports").Objects())
        {
            port.SetDefault("name", "");
            port.SetDefault("protocol", "TCP");
        }
    }

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var type = tree.Text("addressType") ?? "";
        if (type.Length == 0)
        {
            errors.Required("addressType");
        }
        else
        {
            PodSpecValidation.Choice(tree, "addressType", "", errors, "FQDN", "IPv4", "IPv6");
        }

        Endpoints(tree, type, errors);
        Ports(tree, errors);
    }

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        if (tree.Text("addressType") != old.Text("addressType"))
        {
            errors.Invalid("addressType", tree.Text("addressType"), "field is immutable");
        }
    }

    private static void Endpoints(JsonObject tree, string type, FieldErrors errors)
    {
        var endpoints = tree.Array("endpoints").Objects().ToList();
        if (endpoints.Count > MaxEndpoints)
        {
            errors.TooMany("endpoints", endpoints.Count, MaxEndpoints);
            return;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            var at = $"endpoints[{i}]";
            var addresses = endpoints[i].Array("addresses").Strings().ToList();
            if (addresses.Count == 0)
            {
                errors.Required($"{at}.addresses", "must contain at least 1 address");
            }
            else if (addresses.Count > MaxAddresses)
            {
                errors.TooMany($"{at}.addresses", addresses.Count, MaxAddresses);
            }

            for (var j = 0; j < addresses.Count; j++)
            {
                Address($"{at}.addresses[{j}]", addresses[j], type, errors);
            }

            if (endpoints[i].Text("nodeName") is { } node)
            {
                Names.CheckSubdomain($"{at}.nodeName", node, errors);
            }

            if (endpoints[i].Text("hostname") is { } host)
            {
                Names.CheckLabel($"{at}.hostname", host, errors);
            }
        }
    }

    private static void Address(string at, string address, string type, FieldErrors errors)
    {
        if (type == "FQDN")
        {
            Names.CheckSubdomain(at, address.TrimEnd('.'), errors);
            return;
        }

        if (type is not ("IPv4" or "IPv6"))
        {
            return;
        }

        if (Parse(address) is not { } ip)
        {
            errors.Invalid(at, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
            return;
        }

        if ((ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) != (type == "IPv4"))
        {
            errors.Invalid(at, address, $"must be a valid {type} address");
        }

        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        {
            errors.Invalid(at, address, "may not be unspecified (0.0.0.0 or ::)");
        }
        else if (new IPNetwork(IPAddress.Parse("169.254.0.0"), 16).Contains(ip) || ip.IsIPv6LinkLocal)
        {
            errors.Invalid(at, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        else if (new IPNetwork(IPAddress.Parse("224.0.0.0"), 24).Contains(ip) || (ip.IsIPv6Multicast && (ip.GetAddressBytes()[1] & 0x0f) == 2))
        {
            errors.Invalid(at, address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    /// <summary>Stricter than the platform's parser, which takes <c>1</c> and <c>0x7f.1</c> for addresses too.</summary>
    private static IPAddress? Parse(string address)
    {
        var plain = address.Contains(':', StringComparison.Ordinal)
            ? !address.Contains('%', StringComparison.Ordinal) && !address.Contains('[', StringComparison.Ordinal)
            : address.Split('.') is { Length: 4 } parts && parts.All(p => byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return plain && IPAddress.TryParse(address, out var ip) ? ip : null;
    }

    private static void Ports(JsonObject tree, FieldErrors errors)
    {
        var ports = tree.Array("ports").Objects().ToList();
        if (ports.Count > MaxPorts)
        {
            errors.TooMany("ports", ports.Count, MaxPorts);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var at = $"ports[{i}]";
            var name = ports[i].Text("name") ?? "";
            if (name.Length > 0)
            {
                Names.CheckLabel($"{at}.name", name, errors);
            }

            if (!names.Add(name))
            {
                errors.Duplicate($"{at}.name", name);
            }

            PodSpecValidation.Choice(ports[i], "protocol", at, errors, "SCTP", "TCP", "UDP");
            if (ports[i].Text("appProtocol") is { } protocol)
            {
                Names.CheckLabelKey($"{at}.appProtocol", protocol, errors);
            }
        }
    }
}
