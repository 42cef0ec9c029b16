namespace Sluice.Gateway.Health;

/// <summary>What a health or debug path answers.</summary>
internal sealed record HealthPage(int Status, string ContentType, string Body)
{
    public const string PlainText = "text/plain; charset=utf-8";

    public static HealthPage Ok { get; } = Text(200, "ok\n");

    public static HealthPage Text(int status, string body) => new(status, PlainText, body);

    public static HealthPage Json(string body) => new(200, "application/json", body);
}
