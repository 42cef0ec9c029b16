using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.ApiServer.Access;
using Sluice.LocalCluster.ApiServer.Discovery;
using Sluice.LocalCluster.ApiServer.OpenApi;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>The way of every request: headers, authentication, authorization, the endpoint; any failure becomes a Status.</summary>
internal sealed partial class Dispatcher(ClusterState cluster, AccessControl access, SubresourceEndpoints subresources, ILogger<Dispatcher> logger)
{
    private readonly ResourceEndpoints _resources = new(cluster);
    private readonly EscalationCheck _escalation = new(access.Authorizer);
    private readonly OpenApiDocuments _openApi = new(cluster);
    private readonly DiscoveryEndpoints _discovery = new(cluster, access.Tokens);

    public async Task HandleAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers["Audit-Id"] = Guid.NewGuid().ToString();
        headers.CacheControl = "no-cache, private";
        try
        {
            var user = access.Authenticate(http);
            var info = Parse(http.Request);
            var request = new ApiRequest(http, info, user) { Guard = (kind, tree) => _escalation.Check(kind, user, info.Namespace, tree) };
            access.Authorize(user, info);
            await RouteAsync(request).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            await ApiResponses.StatusAsync(http, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (JsonException e)
        {
            await ApiResponses.StatusAsync(http, ApiException.BadRequest(e.Message)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last line of defence: a bug answers 500 and is logged, and the server lives on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e, http.Request.Method, http.Request.Path);
            await ApiResponses.StatusAsync(http, new ApiException(500, "InternalError", $"Internal error occurred: {e.Message}")).ConfigureAwait(false);
        }
    }

    private static RequestInfo Parse(HttpRequest request)
    {
        var watch = request.Query.TryGetValue("watch", out var values) && values[^1] is "true" or "1" or "" or "True" or "t";
        string? selected = null;
        if (request.Query.TryGetValue("fieldSelector", out var selector) && selector[^1] is { } text && text.StartsWith("metadata.name=", StringComparison.Ordinal) && !text.Contains(',', StringComparison.Ordinal))
        {
            selected = text["metadata.name=".Length..].TrimStart('=');
        }

        return RequestInfo.Parse(request.Method, request.Path.Value ?? "/", watch, selected);
    }

    private async Task RouteAsync(ApiRequest request)
    {
        var info = request.Info;
        if (!info.IsResource)
        {
            if (!await _openApi.TryHandleAsync(request).ConfigureAwait(false) && !await _discovery.TryHandleAsync(request).ConfigureAwait(false))
            {
                await ApiResponses.NotFoundPageAsync(request.Http).ConfigureAwait(false);
            }

            return;
        }

        var resources = cluster.Registry.Current;
        if (!resources.HasGroup(info.Group))
        {
            await ApiResponses.NotFoundPageAsync(request.Http).ConfigureAwait(false);
            return;
        }

        if (resources.Find(info.Group, info.Version, info.Resource) is not { } kind)
        {
            if (resources.Kinds.Any(k => k.Group == info.Group && k.Custom is null))
            {
                throw ApiException.UnknownResource();
            }

            await ApiResponses.NotFoundPageAsync(request.Http).ConfigureAwait(false);
            return;
        }

        if (kind.Namespaced && info.Name.Length > 0 && info.Namespace.Length == 0)
        {
            throw ApiException.UnknownResource();
        }

        if (await subresources.TryHandleAsync(request, kind).ConfigureAwait(false))
        {
            return;
        }

        if (info.Subresource.Length > 0)
        {
            var subresource = kind.FindSubresource(info.Subresource);
            if (subresource is null)
            {
                throw info.Subresource == "status" && cluster.Store.Find(kind.Storage, new Storage.ObjectKey(kind.Namespaced ? info.Namespace : "", info.Name)) is not null && kind.Custom is not null
                    ? ApiException.NotFound(kind, info.Name)
                    : ApiException.UnknownResource();
            }

            if (!subresource.Verbs.Contains(info.Verb))
            {
                throw ApiException.MethodNotAllowed();
            }
        }
        else if (!kind.Verbs.Contains(info.Verb) || request.Http.Request.Method == "HEAD")
        {
            throw ApiException.MethodNotAllowed();
        }

        await _resources.HandleAsync(request, kind).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Error, "{Method} {Path} failed.")]
        public static partial void Failed(ILogger logger, Exception error, string method, string path);
    }
}
