using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Pulumi;

/// <summary>The configuration of the stack, under one namespace.</summary>
public sealed class Config
{
    private readonly string _name;

    /// <param name="name">The namespace; the project's by default.</param>
    public Config(string? name = null)
    {
        _name = name ?? Deployment.Instance.ProjectName;
    }

    public string? Get(string key) => Deployment.Internal.Settings.Config.GetValueOrDefault(FullKey(key));

    public Output<string>? GetSecret(string key) => Get(key) is { } value ? Output.CreateSecret(value) : null;

    public bool? GetBoolean(string key) => Get(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var value => throw Invalid(key, value, nameof(Boolean)),
    };

    public Output<bool>? GetSecretBoolean(string key) => Secret(GetBoolean(key));

    public int? GetInt32(string key)
        => Get(key) is not { } value ? null
            : int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
            : throw Invalid(key, value, nameof(Int32));

    public Output<int>? GetSecretInt32(string key) => Secret(GetInt32(key));

    public double? GetDouble(string key)
        => Get(key) is not { } value ? null
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw Invalid(key, value, nameof(Double));

    public Output<double>? GetSecretDouble(string key) => Secret(GetDouble(key));

    [return: MaybeNull]
    public T GetObject<T>(string key) => Object<T>(key, options: null);

    [return: MaybeNull]
    public T GetObject<T>(string key, JsonSerializerOptions options) => Object<T>(key, options);

    public Output<T>? GetSecretObject<T>(string key) => Get(key) is null ? null : Output.CreateSecret(Object<T>(key, options: null)!);

    public Output<T>? GetSecretObject<T>(string key, JsonSerializerOptions options)
        => Get(key) is null ? null : Output.CreateSecret(Object<T>(key, options)!);

    public string Require(string key) => Get(key) ?? throw Missing(key);

    public Output<string> RequireSecret(string key) => Output.CreateSecret(Require(key));

    public bool RequireBoolean(string key) => GetBoolean(key) ?? throw Missing(key);

    public Output<bool> RequireSecretBoolean(string key) => Output.CreateSecret(RequireBoolean(key));

    public int RequireInt32(string key) => GetInt32(key) ?? throw Missing(key);

    public Output<int> RequireSecretInt32(string key) => Output.CreateSecret(RequireInt32(key));

    public double RequireDouble(string key) => GetDouble(key) ?? throw Missing(key);

    public Output<double> RequireSecretDouble(string key) => Output.CreateSecret(RequireDouble(key));

    public T RequireObject<T>(string key) => Present<T>(key, options: null);

    public T RequireObject<T>(string key, JsonSerializerOptions options) => Present<T>(key, options);

    public Output<T> RequireSecretObject<T>(string key) => Output.CreateSecret(Present<T>(key, options: null));

    public Output<T> RequireSecretObject<T>(string key, JsonSerializerOptions options) => Output.CreateSecret(Present<T>(key, options));

    private static Output<T>? Secret<T>(T? value)
        where T : struct
        => value is { } known ? Output.CreateSecret(known) : null;

    private T? Object<T>(string key, JsonSerializerOptions? options)
    {
        if (Get(key) is not { } value)
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(value, options);
        }
        catch (JsonException exception)
        {
            throw Invalid(key, value, typeof(T).FullName!, exception);
        }
    }

    private T Present<T>(string key, JsonSerializerOptions? options) => Get(key) is null ? throw Missing(key) : Object<T>(key, options)!;

    private RunException Missing(string key)
        => new($"Missing Required configuration variable '{FullKey(key)}'\n\tplease set a value using the command `pulumi config set {FullKey(key)} <value>`");

    private RunException Invalid(string key, string value, string type, Exception? inner = null)
        => new($"Configuration '{FullKey(key)}' value '{value}' is not a valid {type}", inner);

    private string FullKey(string key) => $"{_name}:{key}";
}
