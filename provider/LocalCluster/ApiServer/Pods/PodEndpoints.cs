using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>pods/log, pods/exec, pods/attach and pods/portforward: checked here, served by the node agent.</summary>
internal sealed class PodEndpoints(ClusterState cluster, INodeAgentEndpoint? agent)
{
    public void Map(SubresourceEndpoints endpoints)
    {
        endpoints.Map("get pods/log", LogAsync);
        foreach (var verb in new[] { "get", "create" })
        {
            endpoints.Map($"{verb} pods/exec", (r, k) => ExecAsync(r, k, attach: false));
            endpoints.Map($"{verb} pods/attach", (r, k) => ExecAsync(r, k, attach: true));
            endpoints.Map($"{verb} pods/portforward", PortForwardAsync);
        }
    }

    private StoredObject Pod(ApiRequest request, ResourceKind kind) =>
        cluster.Store.Find(kind.Storage, new ObjectKey(request.Info.Namespace, request.Info.Name)) ?? throw ApiException.NotFound(kind, request.Info.Name);

    private static PodReference Reference(StoredObject pod) => new(pod.Key.Namespace, pod.Key.Name, pod.Text("metadata", "uid") ?? "");

    private async Task LogAsync(ApiRequest request, ResourceKind kind)
    {
        var pod = Pod(request, kind);
        CheckLogOptions(request);
        var container = Container(request, pod);
        if (agent is null || pod.Text("spec", "nodeName") is not { Length: > 0 })
        {
            request.Http.Response.StatusCode = 204;
            return;
        }

        CheckStarted(request, pod, container);
        var log = new LogRequest
        {
            Pod = Reference(pod),
            Container = container,
            Follow = request.Flag("follow") && request.Query("follow") is not null,
            Previous = request.Query("previous") is "true" or "1",
            Timestamps = request.Query("timestamps") is "true" or "1",
            TailLines = Number(request, "tailLines"),
            LimitBytes = Number(request, "limitBytes"),
            Since = Since(request),
        };
        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = "text/plain";
        var output = log.Follow ? new FlushingStream(response.Body) : response.Body;
        if (log.Follow)
        {
            await response.StartAsync(request.Aborted).ConfigureAwait(false);
            await response.Body.FlushAsync(request.Aborted).ConfigureAwait(false);
        }

        var problem = await agent.ReadLogAsync(log, output, request.Aborted).ConfigureAwait(false);
        if (problem is not null && !response.HasStarted)
        {
            throw ApiException.BadRequest(problem);
        }
    }

    private static void CheckLogOptions(ApiRequest request)
    {
        var errors = new FieldErrors();
        foreach (var field in new[] { "tailLines", "sinceSeconds", "limitBytes" })
        {
            if (Number(request, field) is { } value && value < (field == "tailLines" ? 0 : 1))
            {
                errors.Invalid(field, value, field == "tailLines" ? "must be greater than or equal to 0" : "must be greater than 0");
            }
        }

        if (errors.Count > 0)
        {
            throw ApiException.Invalid("PodLogOptions", "PodLogOptions", "", request.Info.Name, errors);
        }
    }

    private static long? Number(ApiRequest request, string name) =>
        long.TryParse(request.Query(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private DateTimeOffset? Since(ApiRequest request)
    {
        if (Number(request, "sinceSeconds") is { } seconds)
        {
            return cluster.Time.GetUtcNow().AddSeconds(-seconds);
        }

        return DateTimeOffset.TryParse(request.Query("sinceTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>The container asked for, or the only one.</summary>
    private static string Container(ApiRequest request, StoredObject pod)
    {
        var spec = pod.Tree["spec"];
        var main = spec.Array("containers").Objects().Select(c => c.Text("name") ?? "").ToList();
        var initial = spec.Array("initContainers").Objects().Select(c => c.Text("name") ?? "").ToList();
        if (request.Query("container") is { Length: > 0 } wanted)
        {
            return main.Contains(wanted) || initial.Contains(wanted) || spec.Array("ephemeralContainers").Objects().Any(c => c.Text("name") == wanted)
                ? wanted
                : throw ApiException.BadRequest($"container {wanted} is not valid for pod {pod.Key.Name}");
        }

        if (main.Count == 1 && initial.Count == 0)
        {
            return main[0];
        }

        var choices = $"a container name must be specified for pod {pod.Key.Name}, choose one of: [{string.Join(' ', main)}]";
        throw ApiException.BadRequest(initial.Count == 0 ? choices : $"{choices} or one of the init containers: [{string.Join(' ', initial)}]");
    }

    private static void CheckStarted(ApiRequest request, StoredObject pod, string container)
    {
        var statuses = (pod.Tree.At("status", "containerStatuses") as JsonArray).Objects().Concat((pod.Tree.At("status", "initContainerStatuses") as JsonArray).Objects());
        var status = statuses.FirstOrDefault(s => s.Text("name") == container);
        if (request.Query("previous") is "true" or "1")
        {
            if (status.At("lastState", "terminated") is null)
            {
                throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Key.Name}\" not found");
            }

            return;
        }

        var waiting = status.At("state", "waiting");
        if (waiting is not null && status.At("lastState", "terminated") is null)
        {
            var reason = waiting.Text("reason") switch
            {
                "ErrImagePull" => "image can't be pulled",
                "ImagePullBackOff" => "trying and failing to pull image",
                var other => other ?? "no reason provided",
            };
            throw ApiException.BadRequest($"container \"{container}\" in pod \"{pod.Key.Name}\" is waiting to start: {reason}");
        }
    }

    private async Task ExecAsync(ApiRequest request, ResourceKind kind, bool attach)
    {
        var pod = Pod(request, kind);
        if (pod.Text("spec", "nodeName") is not { Length: > 0 })
        {
            throw ApiException.BadRequest($"pod {pod.Key.Name} does not have a host assigned");
        }

        var exec = new ExecRequest
        {
            Pod = Reference(pod),
            Container = Container(request, pod),
            Command = attach ? [] : [.. request.Http.Request.Query["command"].OfType<string>()],
            Stdin = request.Flag("stdin"),
            Stdout = request.Flag("stdout"),
            Stderr = request.Flag("stderr"),
            Tty = request.Flag("tty"),
        };
        var http = request.Http;
        if (agent is not null && http.WebSockets.IsWebSocketRequest)
        {
            var protocol = ExecSocket.Choose(http.WebSockets.WebSocketRequestedProtocols) ?? throw NotServed("v5.channel.k8s.io or v4.channel.k8s.io");
            using var socket = await http.WebSockets.AcceptWebSocketAsync(protocol).ConfigureAwait(false);
            using var session = new ExecSocket(socket, protocol, exec);
            await session.RunAsync(agent, request.Aborted).ConfigureAwait(false);
        }
        else if (agent is not null && SpdyUpgrade.IsAsked(http))
        {
            var protocol = SpdyExec.Choose(SpdyUpgrade.Protocols(http)) ?? throw NotServed("v4.channel.k8s.io");
            using var transport = await SpdyUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
            await new SpdyExec(exec).RunAsync(transport, agent, request.Aborted).ConfigureAwait(false);
        }
        else
        {
            throw ApiException.BadRequest("Upgrade request required");
        }
    }

    private static ApiException NotServed(string protocols) => new(403, "Forbidden", $"the client offers no subprotocol that is served here; use {protocols}", []);

    private async Task PortForwardAsync(ApiRequest request, ResourceKind kind)
    {
        var pod = Pod(request, kind);
        var http = request.Http;
        if (pod.Text("spec", "nodeName") is not { Length: > 0 })
        {
            throw ApiException.BadRequest($"pod {pod.Key.Name} does not have a host assigned");
        }

        if (agent is not null && SpdyUpgrade.IsAsked(http))
        {
            var protocol = SpdyUpgrade.Protocols(http).Contains(SpdyPortForward.Protocol) ? SpdyPortForward.Protocol : throw NotServed(SpdyPortForward.Protocol);
            using var transport = await SpdyUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
            await new SpdyPortForward(Reference(pod), agent).RunAsync(transport, request.Aborted).ConfigureAwait(false);
            return;
        }

        if (agent is null || !http.WebSockets.IsWebSocketRequest)
        {
            throw ApiException.BadRequest("Upgrade request required");
        }

        if (http.WebSockets.WebSocketRequestedProtocols.Contains(SpdyPortForward.Tunnel))
        {
            using var transport = await TunnelUpgrade.AcceptAsync(http, SpdyPortForward.Tunnel).ConfigureAwait(false);
            await new SpdyPortForward(Reference(pod), agent).RunAsync(transport, request.Aborted).ConfigureAwait(false);
            return;
        }

        if (!http.WebSockets.WebSocketRequestedProtocols.Contains(PortForwardSocket.Protocol))
        {
            throw NotServed($"{SpdyPortForward.Tunnel} or {PortForwardSocket.Protocol}");
        }

        var ports = http.Request.Query["ports"].OfType<string>().SelectMany(p => p.Split(',')).Select(p => int.TryParse(p, CultureInfo.InvariantCulture, out var n) ? n : 0).ToList();
        if (ports.Count == 0 || ports.Exists(p => p is < 1 or > 65535))
        {
            throw ApiException.BadRequest("query parameter \"ports\" is required: numbers from 1 to 65535");
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(PortForwardSocket.Protocol).ConfigureAwait(false);
        using var session = new PortForwardSocket(socket, Reference(pod), ports);
        await session.RunAsync(agent, request.Aborted).ConfigureAwait(false);
    }
}
