using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Paths below an object, and posted kinds, that are not generic reads and writes.</summary>
internal sealed class SubresourceEndpoints
{
    private readonly Dictionary<string, Func<ApiRequest, ResourceKind, Task>> _handlers = new(StringComparer.Ordinal);

    /// <param name="path"><c>create pods/eviction</c>: verb, resource with group, subresource.</param>
    /// <param name="handler">Answers the request.</param>
    public void Map(string path, Func<ApiRequest, ResourceKind, Task> handler) => _handlers[path] = handler;

    public async Task<bool> TryHandleAsync(ApiRequest request, ResourceKind kind)
    {
        var info = request.Info;
        var resource = info.Subresource.Length == 0 ? kind.QualifiedPlural : $"{kind.QualifiedPlural}/{info.Subresource}";
        if (!_handlers.TryGetValue($"{info.Verb} {resource}", out var handler) && !_handlers.TryGetValue($"* {resource}", out handler)
            && !(info.Subresource.Length > 0 && _handlers.TryGetValue($"* */{info.Subresource}", out handler)))
        {
            return false;
        }

        if (info.Subresource.Length > 0)
        {
            if (kind.FindSubresource(info.Subresource) is not { } subresource)
            {
                return false;
            }

            if (!subresource.Verbs.Contains(info.Verb))
            {
                throw ApiException.MethodNotAllowed();
            }
        }

        await handler(request, kind).ConfigureAwait(false);
        return true;
    }
}
