using System.Net;
using System.Text;
using k8s.Models;

namespace Sluice.LocalCluster.Node;

/// <summary>The resolv.conf and hosts files of pods; mounted over the machine's where that is allowed.</summary>
internal sealed class ResolverFiles(NodeFolders folders, IPEndPoint dns)
{
    private const string ClusterDomain = "cluster.local";

    public void Write(V1Pod pod, IPAddress address)
    {
        string uid = pod.Metadata.Uid;
        Directory.CreateDirectory(folders.Pod(uid));
        File.WriteAllText(folders.Hosts(uid), Hosts(pod, address));

        // A resolv.conf cannot name a port: without port 53 the pods go without.
        if (dns.Port == 53)
        {
            File.WriteAllText(folders.Resolver(uid), Resolver(pod));
        }
    }

    private string Resolver(V1Pod pod)
    {
        var text = new StringBuilder();
        IList<string> servers = pod.Spec.DnsConfig?.Nameservers ?? [];
        IList<string> searches = pod.Spec.DnsConfig?.Searches ?? [];
        bool own = pod.Spec.DnsPolicy == "None";
        string ns = pod.Metadata.NamespaceProperty;
        foreach (string server in own ? servers : [dns.Address.ToString(), .. servers, .. MachineServers()])
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        IEnumerable<string> domains = own ? searches : [$"{ns}.svc.{ClusterDomain}", $"svc.{ClusterDomain}", ClusterDomain, .. searches];
        text.Append("search ").AppendJoin(' ', domains).Append('\n');
        text.Append("options ndots:5 timeout:1");
        foreach (V1PodDNSConfigOption option in pod.Spec.DnsConfig?.Options ?? [])
        {
            text.Append(' ').Append(option.Name).Append(string.IsNullOrEmpty(option.Value) ? "" : $":{option.Value}");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Names outside the cluster are refused by its DNS, so that the resolver goes on to the machine's own servers.</summary>
    private static IEnumerable<string> MachineServers()
    {
        try
        {
            return [.. File.ReadLines("/etc/resolv.conf")
                .Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(f => f is ["nameserver", ..] && f.Length > 1)
                .Select(f => f[1])
                .Take(2)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Hosts(V1Pod pod, IPAddress address)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        string name = string.IsNullOrEmpty(pod.Spec.Hostname) ? pod.Metadata.Name : pod.Spec.Hostname;
        string full = string.IsNullOrEmpty(pod.Spec.Subdomain) ? name : $"{name}.{pod.Spec.Subdomain}.{pod.Metadata.NamespaceProperty}.svc.{ClusterDomain}\t{name}";
        text.Append(address).Append('\t').Append(full).Append('\n');
        foreach (V1HostAlias alias in pod.Spec.HostAliases ?? [])
        {
            text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames).Append('\n');
        }

        return text.ToString();
    }
}
