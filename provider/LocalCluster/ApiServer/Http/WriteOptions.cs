using System.Text;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>The query of a write, validated as the option object its verb names.</summary>
internal sealed record WriteOptions
{
    public required bool DryRun { get; init; }

    public required string Manager { get; init; }

    public FieldValidation Validation { get; init; }

    public bool Force { get; init; }

    /// <param name="request">The request.</param>
    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions.</param>
    /// <param name="apply">A server-side apply, which needs a manager and may force.</param>
    public static WriteOptions Read(ApiRequest request, string kind, bool apply = false)
    {
        var errors = new FieldErrors();
        var manager = request.Query("fieldManager") ?? "";
        var force = request.Query("force");
        if (kind == "PatchOptions")
        {
            if (apply && manager.Length == 0)
            {
                errors.Required("fieldManager", "is required for apply patch");
            }

            if (!apply && force is not null)
            {
                errors.Forbidden("force", "may not be specified for non-apply patch");
            }
        }

        if (Encoding.UTF8.GetByteCount(manager) > 128)
        {
            errors.TooLong("fieldManager", 128);
        }

        var dryRun = request.Http.Request.Query.TryGetValue("dryRun", out var values) ? values.OfType<string>().Where(v => v.Length > 0).ToList() : [];
        if (dryRun.Exists(v => v != "All"))
        {
            errors.NotSupported("dryRun", new System.Text.Json.Nodes.JsonArray([.. dryRun.Select(v => (System.Text.Json.Nodes.JsonNode?)v)]), "All");
        }

        var validation = request.Query("fieldValidation") ?? "";
        if (validation is not ("" or "Ignore" or "Strict" or "Warn"))
        {
            errors.NotSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn");
        }

        if (errors.Count > 0)
        {
            throw ApiException.InvalidOptions(kind, errors);
        }

        return new WriteOptions
        {
            DryRun = dryRun.Count > 0,
            Manager = request.Manager,
            Validation = validation switch { "Strict" => FieldValidation.Strict, "Ignore" => FieldValidation.Ignore, _ => FieldValidation.Warn },
            Force = force is "true" or "1",
        };
    }
}
