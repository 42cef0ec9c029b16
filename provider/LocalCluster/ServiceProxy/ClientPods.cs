using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>
/// Finds out which pod is at the other end of a connection. Programs connect from 127.0.0.1, whoever they are, so the
/// owner of the socket decides: the kernel tells the control group that opened it. Where pods have no control groups, it
/// tells the socket's inode, and the processes of the pods are searched for it.
/// </summary>
internal sealed class ClientPods(ClusterAddresses block, IPodProcesses pods, TimeProvider time) : IDisposable
{
    private const int RememberedStrangers = 4;
    private static readonly TimeSpan ChildrenAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StrangerSearchInterval = TimeSpan.FromMilliseconds(500);

    private readonly SocketTable _sockets = new();
    private readonly ConcurrentDictionary<IPAddress, long> _lastHit = new();
    private readonly Lock _gate = new();
    private int[] _strangers = [];
    private DateTimeOffset _strangersSearched;
    private Dictionary<int, List<int>> _children = [];
    private DateTimeOffset _childrenRead;

    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="peer">The caller's end.</param>
    /// <param name="service">The end it called.</param>
    /// <returns>The address of the pod, or null when the caller is no pod.</returns>
    public ValueTask<IPAddress?> FindAsync(TransportProtocol protocol, IPEndPoint peer, IPEndPoint service)
    {
        if (block.Pods.Contains(peer.Address))
        {
            return new ValueTask<IPAddress?>(peer.Address);
        }

        SocketOwner owner = _sockets.Find(protocol, peer, service);
        List<PodProcesses> running = [.. pods.Running()];
        if (owner.Group is { } group)
        {
            foreach (PodProcesses pod in running)
            {
                if (pod.Group == group)
                {
                    return new ValueTask<IPAddress?>(pod.Address);
                }
            }

            // Whoever has a group of its own is answered for; the others have to be searched.
            running.RemoveAll(p => p.Group is not null);
        }

        return owner.Inode == 0 || running.Count == 0
            ? new ValueTask<IPAddress?>((IPAddress?)null)
            : new ValueTask<IPAddress?>(Task.Run(() => Search(owner.Inode, running)));
    }

    public void Dispose() => _sockets.Dispose();

    private IPAddress? Search(uint inode, List<PodProcesses> running)
    {
        // A test or a load generator opens connection after connection: ask those first that are known to be no pod.
        foreach (int stranger in _strangers)
        {
            if (ProcessSockets.Has(stranger, inode))
            {
                return null;
            }
        }

        running.Sort((a, b) => _lastHit.GetValueOrDefault(b.Address).CompareTo(_lastHit.GetValueOrDefault(a.Address)));
        foreach (PodProcesses pod in running)
        {
            if (pod.Leaders.Any(leader => ProcessSockets.Has(leader, inode)))
            {
                return Hit(pod.Address);
            }
        }

        Dictionary<int, List<int>> children = Children();
        foreach (PodProcesses pod in running)
        {
            if (pod.Leaders.Any(leader => children.TryGetValue(leader, out List<int>? members) && members.Any(m => ProcessSockets.Has(m, inode))))
            {
                return Hit(pod.Address);
            }
        }

        RememberStranger(inode, running.SelectMany(p => p.Leaders).ToHashSet());
        return null;
    }

    private IPAddress Hit(IPAddress address)
    {
        _lastHit[address] = time.GetTimestamp();
        return address;
    }

    private void RememberStranger(uint inode, HashSet<int> leaders)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _strangersSearched < StrangerSearchInterval)
            {
                return;
            }

            _strangersSearched = now;
        }

        foreach (int pid in Processes().Where(p => !leaders.Contains(p)))
        {
            if (ProcessSockets.Has(pid, inode))
            {
                _strangers = [pid, .. _strangers.Where(s => s != pid).Take(RememberedStrangers - 1)];
                return;
            }
        }
    }

    /// <summary>The members of each session, but for its leader.</summary>
    private Dictionary<int, List<int>> Children()
    {
        lock (_gate)
        {
            if (time.GetUtcNow() - _childrenRead < ChildrenAge)
            {
                return _children;
            }

            _childrenRead = time.GetUtcNow();
        }

        var result = new Dictionary<int, List<int>>();
        foreach (int pid in Processes())
        {
            if (Session(pid) is { } session && session != pid)
            {
                if (!result.TryGetValue(session, out List<int>? members))
                {
                    result[session] = members = [];
                }

                members.Add(pid);
            }
        }

        _children = result;
        return result;
    }

    private static IEnumerable<int> Processes()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            {
                yield return pid;
            }
        }
    }

    private static int? Session(int pid)
    {
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ', 5);
            return int.Parse(fields[3], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
