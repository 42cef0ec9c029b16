using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>Who is asking, and may they.</summary>
internal sealed class AccessControl
{
    private readonly string[] _openPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    public static UserInfo Authenticate(HttpContext http)
    {
        var certificate = http.Connection.ClientCertificate;
        if (http.Request.Headers.Authorization.Count > 0)
        {
            throw new ApiException(401, "Unauthorized", "Unauthorized");
        }

        return certificate is null ? UserInfo.Anonymous : FromCertificate(certificate);
    }

    private static UserInfo FromCertificate(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case "2.5.4.10":
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
            }
        }

        return new UserInfo(name, [.. groups, UserInfo.Authenticated]);
    }

    public void Authorize(UserInfo user, RequestInfo info, ResourceSet resources)
    {
        _ = resources;
        if (user.Groups.Contains(UserInfo.Masters) || _openPaths.Contains(info.Path) || info.Path.StartsWith("/livez/", StringComparison.Ordinal) || info.Path.StartsWith("/readyz/", StringComparison.Ordinal))
        {
            return;
        }

        throw info.IsResource
            ? new ApiException(403, "Forbidden", $"{info.Resource} is forbidden: User \"{user.Name}\" cannot {info.Verb} resource \"{info.Resource}\"", [])
            : new ApiException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {info.Verb} path \"{info.Path}\"", []);
    }
}
