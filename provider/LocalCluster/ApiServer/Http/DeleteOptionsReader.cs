using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Delete options come as a body or, without one, in the query.</summary>
internal static class DeleteOptionsReader
{
    public static async Task<DeleteOptions> ReadAsync(ApiRequest request)
    {
        var bytes = await request.ReadBodyAsync().ConfigureAwait(false);
        var body = bytes.Length == 0 ? FromQuery(request) : BodyReader.ParseBody(request, "DeleteOptions", bytes, null);
        var errors = new FieldErrors();
        var propagation = body.Text("propagationPolicy");
        var orphan = body.Flag("orphanDependents");
        if (propagation is not null && orphan is not null)
        {
            errors.Invalid("propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set");
        }

        if (propagation is not (null or "" or "Foreground" or "Background" or "Orphan"))
        {
            errors.NotSupported("propagationPolicy", propagation, "Foreground", "Background", "Orphan", "nil");
        }

        var dryRun = body.Array("dryRun").Strings().ToList();
        if (dryRun.Exists(v => v != "All"))
        {
            errors.NotSupported("dryRun", body["dryRun"]?.DeepClone(), "All");
        }

        if (errors.Count > 0)
        {
            throw ApiException.InvalidOptions("DeleteOptions", errors);
        }

        return new DeleteOptions
        {
            GracePeriodSeconds = body.Integer("gracePeriodSeconds"),
            Propagation = orphan switch { true => "Orphan", false => "Background", _ => propagation is "" ? null : propagation },
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            DryRun = dryRun.Count > 0 || request.Query("dryRun") == "All",
        };
    }

    private static JsonObject FromQuery(ApiRequest request)
    {
        var options = new JsonObject();
        if (request.Query("gracePeriodSeconds") is { } grace && long.TryParse(grace, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            options["gracePeriodSeconds"] = seconds;
        }

        if (request.Query("propagationPolicy") is { } propagation)
        {
            options["propagationPolicy"] = propagation;
        }

        if (request.Query("orphanDependents") is { } orphan)
        {
            options["orphanDependents"] = orphan == "true";
        }

        if (request.Query("dryRun") is { } dryRun)
        {
            options["dryRun"] = new JsonArray(dryRun);
        }

        return options;
    }
}
