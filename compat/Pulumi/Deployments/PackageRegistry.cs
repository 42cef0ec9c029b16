using System.Collections.Concurrent;
using Google.Protobuf;

namespace Pulumi;

/// <summary>Registers the packages of parameterized SDKs, each once, for the reference that requests then carry.</summary>
internal sealed class PackageRegistry(Deployment deployment)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _references = new();

    public async Task<string?> ReferenceAsync(RegisterPackageRequest? request)
    {
        if (request is null)
        {
            return null;
        }

        await deployment.Features.RequireAsync(MonitorFeatures.Parameterization, "parameterization").ConfigureAwait(false);
        return await _references.GetOrAdd(Key(request), _ => new Lazy<Task<string?>>(() => RegisterAsync(request))).Value.ConfigureAwait(false);
    }

    private async Task<string?> RegisterAsync(RegisterPackageRequest request)
    {
        var message = new Pulumirpc.RegisterPackageRequest
        {
            Name = request.Name,
            Version = request.Version,
            DownloadUrl = request.DownloadUrl,
            Parameterization = ToWire(request.Parameterization),
            Extension = ToWire(request.Extension),
        };
        foreach (var (platform, checksum) in request.Checksums)
        {
            message.Checksums.Add(platform, ByteString.CopyFrom(checksum));
        }

        try
        {
            return (await deployment.Monitor.RegisterPackageAsync(message).ConfigureAwait(false)).Ref;
        }
        catch (Exception) when (request.Parameterization is null && request.Extension is null)
        {
            // A plain package is found by name and version as well.
            return null;
        }
    }

    private static Pulumirpc.Parameterization? ToWire(RegisterPackageRequest.PackageParameterization? parameterization)
        => parameterization is null ? null : new Pulumirpc.Parameterization
        {
            Name = parameterization.Name,
            Version = parameterization.Version,
            Value = ByteString.CopyFrom(parameterization.Value),
        };

    private static string Key(RegisterPackageRequest request)
    {
        var parameterization = request.Parameterization ?? request.Extension;
        return string.Join(
            '\0',
            request.Name,
            request.Version,
            request.DownloadUrl,
            parameterization is null ? "" : $"{parameterization.Name}\0{parameterization.Version}\0{Convert.ToBase64String(parameterization.Value)}");
    }
}
