using System.Globalization;
using Sluice.Distribution.Client;

namespace Sluice.Benchmarks.Contenders;

/// <summary>Who takes part, each with the configuration its own manual recommends for a keep-alive reverse proxy.</summary>
internal static class ContenderList
{
    /// <summary>What ratios are taken to.</summary>
    public const string Baseline = "nginx";

    public static IReadOnlyList<Contender> All { get; } =
    [
        new("sluice", null, setting => Sluice(setting)),
        new("sluice 10k routes", null, setting => Sluice(setting with { Routes = 10_000 })),
        new(Baseline, "nginx", Nginx),
        new("haproxy", "haproxy", HAProxy),
        new("caddy", "caddy", Caddy),
        new("yarp", null, setting => BenchProcess.Dotnet("Sluice.Benchmarks", ["yarp", setting.Address.ToString(), setting.Upstream.ToString(), .. setting.Certificate is { } certificate ? [certificate.CertificateFile, certificate.KeyFile] : Array.Empty<string>()], [])),
    ];

    private static BenchProcess Sluice(ContenderSetting setting)
    {
        const string gateway = "bench/bench";
        SnapshotFile.Write(Path.Combine(setting.Folder, "var/lib/sluice/snapshot.json"), gateway, BenchSnapshots.Of(setting.Address.Port, setting.Upstream, setting.Routes, setting.Certificate));

        // The proxy as it is deployed; nobody answers as control, so it serves what it finds on disk.
        return BenchProcess.Dotnet(
            "Sluice.Gateway",
            ["--role", "proxy", "--gateway", gateway, "--access-log", "none"],
            new() { ["POD_IP"] = setting.Address.Address.ToString(), ["SLUICE_POD_ROOT"] = setting.Folder, ["DOTNET_PROCESSOR_COUNT"] = Number(setting.Threads) });
    }

    private static BenchProcess Nginx(ContenderSetting setting)
    {
        var routes = string.Concat(Enumerable.Range(0, setting.Routes - 1).Select(i => $"location /route-{i} {{ proxy_pass http://upstream; }}\n"));
        return BenchProcess.Configured("nginx", setting.Folder, "nginx.conf", $$"""
            daemon off;
            worker_processes {{setting.Threads}};
            pid {{setting.Folder}}/nginx.pid;
            error_log {{setting.Folder}}/error.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              keepalive_requests 100000000;
              client_body_temp_path {{setting.Folder}}/b; proxy_temp_path {{setting.Folder}}/p; fastcgi_temp_path {{setting.Folder}}/f; uwsgi_temp_path {{setting.Folder}}/u; scgi_temp_path {{setting.Folder}}/s;
              upstream upstream { server {{setting.Upstream}}; keepalive 256; keepalive_requests 100000000; }
              server {
                listen {{setting.Address}}{{(setting.Certificate is { } certificate ? $" ssl http2; ssl_certificate {certificate.CertificateFile}; ssl_certificate_key {certificate.KeyFile}" : "")}};
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $http_host;
                proxy_set_header X-Request-Id $request_id;
                {{routes}}location / { proxy_pass http://upstream; }
              }
            }
            """, file => ["-e", $"{setting.Folder}/error.log", "-c", file]);
    }

    private static BenchProcess HAProxy(ContenderSetting setting) => BenchProcess.Configured("haproxy", setting.Folder, "haproxy.cfg", $$"""
        global
          nbthread {{setting.Threads}}
          maxconn 4096
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
          http-reuse always
        frontend front
          bind {{setting.Address}}{{(setting.Certificate is { } certificate ? $" ssl crt {certificate.BundleFile} alpn h2,http/1.1" : "")}}
          option forwardfor
          unique-id-format %{+X}o%ci%cp%fi%fp%Ts%rt%pid
          unique-id-header X-Request-Id
          http-request set-header X-Forwarded-Proto {{(setting.Certificate is null ? "http" : "https")}}
          http-request set-header X-Forwarded-Host %[req.hdr(host)]
          default_backend back
        backend back
          server upstream {{setting.Upstream}}

        """, file => ["-f", file]);

    private static BenchProcess Caddy(ContenderSetting setting) => BenchProcess.Configured("caddy", setting.Folder, "Caddyfile", $$"""
        {
          admin off
          auto_https off
        }
        {{(setting.Certificate is null ? "http" : "https")}}://:{{setting.Address.Port}} {
          bind {{setting.Address.Address}}
          {{(setting.Certificate is { } certificate ? $"tls {certificate.CertificateFile} {certificate.KeyFile}" : "")}}
          reverse_proxy {{setting.Upstream}}
        }

        """, file => ["run", "--config", file, "--adapter", "caddyfile"], new() { ["GOMAXPROCS"] = Number(setting.Threads), ["HOME"] = setting.Folder });

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
