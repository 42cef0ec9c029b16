using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sluice.LocalCluster.ApiServer.Http;

namespace Sluice.LocalCluster.ApiServer.Access;

/// <summary>Who is asking, and may they.</summary>
internal sealed class AccessControl(ServiceAccountTokens tokens, RbacAuthorizer authorizer)
{
    public ServiceAccountTokens Tokens { get; } = tokens;

    public RbacAuthorizer Authorizer { get; } = authorizer;

    public UserInfo Authenticate(HttpContext http)
    {
        var user = Identify(http);
        return http.Request.Headers.ContainsKey("Impersonate-User") ? Impersonate(http.Request, user) : user;
    }

    private UserInfo Identify(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            return http.Connection.ClientCertificate is { } certificate ? FromCertificate(certificate) : UserInfo.Anonymous;
        }

        var token = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : "";
        return Tokens.Check(token) is { } subject && subject.Audiences.Contains(ServiceAccountTokens.Issuer)
            ? subject.User
            : throw new ApiException(401, "Unauthorized", "Unauthorized");
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

    private UserInfo Impersonate(HttpRequest request, UserInfo user)
    {
        var name = request.Headers["Impersonate-User"].ToString();
        var groups = request.Headers["Impersonate-Group"].OfType<string>().ToList();
        Require(user, Target(name));
        foreach (var group in groups)
        {
            Require(user, new AccessQuestion { IsResource = true, Verb = "impersonate", Resource = "groups", Name = group });
        }

        if (name.StartsWith("system:serviceaccount:", StringComparison.Ordinal) && groups.Count == 0)
        {
            groups.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{name.Split(':')[2]}"]);
        }

        if (name != UserInfo.Anonymous.Name)
        {
            groups.Add(UserInfo.Authenticated);
        }

        return new UserInfo(name, groups) { Uid = request.Headers["Impersonate-Uid"].ToString() };
    }

    private static AccessQuestion Target(string name)
    {
        var parts = name.Split(':');
        return parts is ["system", "serviceaccount", var scope, var account]
            ? new AccessQuestion { IsResource = true, Verb = "impersonate", Resource = "serviceaccounts", Namespace = scope, Name = account }
            : new AccessQuestion { IsResource = true, Verb = "impersonate", Resource = "users", Name = name };
    }

    public void Authorize(UserInfo user, RequestInfo info) => Require(user, new AccessQuestion
    {
        Verb = info.Verb,
        IsResource = info.IsResource,
        Path = info.Path,
        Group = info.Group,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name.Length > 0 ? info.Name : info.SelectedName,
    });

    private void Require(UserInfo user, AccessQuestion question)
    {
        if (!Authorizer.Decide(user, question).Allowed)
        {
            throw Refuse(user, question);
        }
    }

    private static ApiException Refuse(UserInfo user, AccessQuestion question)
    {
        if (!question.IsResource)
        {
            return new ApiException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {question.Verb} path \"{question.Path}\"", []);
        }

        var resource = question.Subresource.Length == 0 ? question.Resource : $"{question.Resource}/{question.Subresource}";
        var where = question.Namespace.Length > 0 ? $"in the namespace \"{question.Namespace}\"" : "at the cluster scope";
        var qualified = question.Group.Length == 0 ? question.Resource : $"{question.Resource}.{question.Group}";
        var details = new JsonObject();
        if (question.Name.Length > 0)
        {
            details["name"] = question.Name;
        }

        if (question.Group.Length > 0)
        {
            details["group"] = question.Group;
        }

        details["kind"] = question.Resource;
        var subject = question.Name.Length > 0 ? $"{qualified} \"{question.Name}\"" : qualified;
        return new ApiException(403, "Forbidden", $"{subject} is forbidden: User \"{user.Name}\" cannot {question.Verb} resource \"{resource}\" in API group \"{question.Group}\" {where}", details);
    }
}
