using System.Buffers;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Tables;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>The generic verbs on stored resources.</summary>
internal sealed class ResourceEndpoints(ClusterState cluster)
{
    private static readonly OutputShape[] ObjectShapes = [OutputShape.Table, OutputShape.PartialMetadata];

    private readonly ObjectWriter _writer = new(cluster);
    private readonly ObjectDeleter _deleter = new(cluster);
    private readonly ListReader _lists = new(cluster);
    private readonly WatchEndpoint _watches = new(cluster);
    private readonly PatchEndpoint _patches = new(cluster);

    public async Task HandleAsync(ApiRequest request, ResourceKind kind)
    {
        var info = request.Info;
        if (kind.DeprecationWarning is { } deprecated)
        {
            request.Warn(deprecated);
        }

        var format = MediaTypes.Negotiate(request.Accept, ObjectShapes);
        switch (info.Verb)
        {
            case "get":
                await GetAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "list":
                await ListAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "watch":
                await _watches.HandleAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "create" when info.Name.Length == 0:
                await CreateAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "update" when info.Name.Length > 0:
                await UpdateAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "patch" when info.Name.Length > 0:
                var patched = await _patches.ApplyAsync(request, kind).ConfigureAwait(false);
                await WriteAsync(request, kind, patched.Created ? 201 : 200, patched.Tree, format).ConfigureAwait(false);
                break;
            case "delete":
                await DeleteAsync(request, kind, format).ConfigureAwait(false);
                break;
            case "deletecollection":
                await DeleteCollectionAsync(request, kind).ConfigureAwait(false);
                break;
            default:
                throw ApiException.MethodNotAllowed();
        }
    }

    private static ObjectKey Key(RequestInfo info, ResourceKind kind) => new(kind.Namespaced ? info.Namespace : "", info.Name);

    private async Task GetAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        if (ListOptions.Version(request.Query("resourceVersion") ?? "") is { } version and > 0)
        {
            await _lists.WaitForAsync(version, request.Aborted).ConfigureAwait(false);
        }

        var stored = cluster.Store.Find(kind.Storage, Key(request.Info, kind)) ?? throw ApiException.NotFound(kind, request.Info.Name);
        await WriteAsync(request, kind, 200, stored.Tree, format).ConfigureAwait(false);
    }

    private async Task ListAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        var options = ListOptions.Read(request, kind, watch: false);
        var page = await _lists.ReadAsync(kind, request.Info.Namespace, options, request.Aborted).ConfigureAwait(false);
        if (format.Shape != OutputShape.Object || format.Yaml)
        {
            var shaped = format.Shape switch
            {
                OutputShape.Table => ObjectTables.Build(kind, page.Items.Select(i => ObjectPresenter.Present(kind, i.Tree)), page.Metadata(), cluster.Time, request.Query("includeObject"), format.Version),
                OutputShape.PartialMetadata => PartialMetadata.List(page.Items.Select(i => i.Tree), page.Metadata(), format.Version),
                _ => ListTree(kind, page),
            };
            await ApiResponses.ObjectAsync(request, 200, shaped, format.Yaml).ConfigureAwait(false);
            return;
        }

        await ListAsync(request, kind, page).ConfigureAwait(false);
    }

    /// <summary>The list assembled from the items' own bytes: no tree of it is ever built.</summary>
    private static async Task ListAsync(ApiRequest request, ResourceKind kind, ListPage page)
    {
        if (request.Query("pretty") is not null || request.Http.Request.Headers.UserAgent.ToString().StartsWith("curl", StringComparison.Ordinal))
        {
            await ApiResponses.JsonAsync(request.Http, 200, ListTree(kind, page)).ConfigureAwait(false);
            return;
        }

        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var head = kind.Custom is null
            ? $"{{\"kind\":\"{kind.ListKind}\",\"apiVersion\":\"{kind.ApiVersion}\",\"metadata\":{JsonTree.ToText(page.Metadata())},\"items\":["
            : $"{{\"apiVersion\":\"{kind.ApiVersion}\",\"items\":[";
        output.Write(System.Text.Encoding.UTF8.GetBytes(head));
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            ObjectPresenter.WriteItem(output, kind, page.Items[i]);
        }

        var tail = kind.Custom is null ? "]}\n" : $"],\"kind\":\"{kind.ListKind}\",\"metadata\":{JsonTree.ToText(CustomMetadata(page))}}}\n";
        output.Write(System.Text.Encoding.UTF8.GetBytes(tail));
        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = "application/json";
        await request.Http.Response.Body.WriteAsync(output.WrittenMemory, request.Aborted).ConfigureAwait(false);
    }

    /// <summary>Lists of custom resources spell out that there is no next page.</summary>
    private static JsonObject CustomMetadata(ListPage page)
    {
        var metadata = page.Metadata();
        metadata.SetDefault("continue", "");
        return metadata;
    }

    private static JsonObject ListTree(ResourceKind kind, ListPage page)
    {
        var items = new JsonArray();
        foreach (var item in page.Items)
        {
            var copy = JsonTree.Clone(ObjectPresenter.Present(kind, item.Tree));
            if (kind.Custom is null)
            {
                copy.Remove("kind");
                copy.Remove("apiVersion");
            }

            items.Add((JsonNode)copy);
        }

        return new JsonObject { ["kind"] = kind.ListKind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = page.Metadata(), ["items"] = items };
    }

    private async Task CreateAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        var options = WriteOptions.Read(request, "CreateOptions");
        var tree = await BodyReader.ReadObjectAsync(request, kind, options.Validation).ConfigureAwait(false);
        var result = _writer.Create(Context(request, kind, options), ToStored(kind, tree));
        await WriteAsync(request, kind, 201, result.Tree, format).ConfigureAwait(false);
    }

    private async Task UpdateAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        var options = WriteOptions.Read(request, "UpdateOptions");
        var tree = await BodyReader.ReadObjectAsync(request, kind, options.Validation).ConfigureAwait(false);
        var context = Context(request, kind, options) with
        {
            IsReplace = true,
            Subresource = request.Info.Subresource.Length > 0 ? request.Info.Subresource : null,
        };
        var stored = ToStored(kind, tree);
        var result = _writer.Update(context, request.Info.Name, _ => JsonTree.Clone(stored));
        await WriteAsync(request, kind, 200, result.Tree, format).ConfigureAwait(false);
    }

    public static WriteContext Context(ApiRequest request, ResourceKind kind, WriteOptions options) => new()
    {
        Kind = kind,
        Namespace = kind.Namespaced ? request.Info.Namespace : "",
        DryRun = options.DryRun,
        Manager = options.Manager,
        Guard = tree => request.Guard?.Invoke(kind, tree),
    };

    /// <summary>From the version of the request to the one that is stored.</summary>
    public static JsonObject ToStored(ResourceKind kind, JsonObject tree) => kind.Forms is { } forms ? forms.Store(tree) : tree;

    private async Task DeleteAsync(ApiRequest request, ResourceKind kind, OutputFormat format)
    {
        var options = await DeleteOptionsReader.ReadAsync(request).ConfigureAwait(false);
        var result = _deleter.Delete(kind, Key(request.Info, kind), options);
        if (result.Gone && !kind.Strategy.DeleteAnswersObject)
        {
            await ApiResponses.ObjectAsync(request, 200, Success(kind, result.Tree), format.Yaml).ConfigureAwait(false);
            return;
        }

        await WriteAsync(request, kind, 200, result.Tree, format).ConfigureAwait(false);
    }

    public static JsonObject Success(ResourceKind kind, JsonObject tree)
    {
        var details = ApiException.Named(kind, tree.Text("metadata", "name") ?? "");
        details["uid"] = tree.Text("metadata", "uid");
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }

    private async Task DeleteCollectionAsync(ApiRequest request, ResourceKind kind)
    {
        var deletion = await DeleteOptionsReader.ReadAsync(request).ConfigureAwait(false);
        var options = ListOptions.Read(request, kind, watch: false);
        var page = await _lists.ReadAsync(kind, request.Info.Namespace, options, request.Aborted).ConfigureAwait(false);
        var items = new JsonArray();
        foreach (var item in page.Items)
        {
            try
            {
                var result = _deleter.Delete(kind, item.Key, deletion);
                var copy = JsonTree.Clone(ObjectPresenter.Present(kind, result.Gone ? item.Tree : result.Tree));
                if (kind.Custom is null)
                {
                    copy.Remove("kind");
                    copy.Remove("apiVersion");
                }

                items.Add((JsonNode)copy);
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // Somebody else deleted it between the list and now, which is what was wanted.
            }
        }

        await ApiResponses.ObjectAsync(request, 200, new JsonObject
        {
            ["kind"] = kind.ListKind,
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = cluster.Store.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = items,
        }).ConfigureAwait(false);
    }

    /// <summary>Answers with one object in the shape the client wants.</summary>
    public async Task WriteAsync(ApiRequest request, ResourceKind kind, int code, JsonObject tree, OutputFormat format)
    {
        var shown = ObjectPresenter.Present(kind, tree);
        JsonNode shaped = format.Shape switch
        {
            OutputShape.Table => ObjectTables.Build(kind, [shown], new JsonObject { ["resourceVersion"] = tree.Text("metadata", "resourceVersion") }, cluster.Time, request.Query("includeObject"), format.Version),
            OutputShape.PartialMetadata => PartialMetadata.Of(shown, format.Version),
            _ => shown,
        };
        await ApiResponses.ObjectAsync(request, code, shaped, format.Yaml).ConfigureAwait(false);
    }
}
