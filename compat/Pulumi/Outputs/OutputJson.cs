using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulumi;

/// <summary>JSON text of values that hold outputs and inputs anywhere inside, and back.</summary>
internal static class OutputJson
{
    public static async Task<OutputData<string>> SerializeAsync<T>(Output<T> value, JsonSerializerOptions? options)
    {
        var data = await value.DataTask.ConfigureAwait(false);
        if (!data.IsKnown)
        {
            return data.With<string>(default!);
        }

        // The serializer is synchronous, outputs are not: each pass writes what is resolved and notes what is pending,
        // and the next pass starts when those are. Outputs nest only finitely, so the passes end.
        var factory = new WriteFactory();
        var settings = new JsonSerializerOptions(options ?? JsonSerializerOptions.Default);
        settings.Converters.Add(factory);
        while (true)
        {
            var json = JsonSerializer.Serialize(data.Value, settings);
            if (factory.Pending.Count == 0)
            {
                factory.Seen.Add(data);
                return factory.Seen.Finish(factory.Seen.IsKnown ? json : default!);
            }

            await Task.WhenAll(factory.Pending).ConfigureAwait(false);
            factory.Restart();
        }
    }

    public static async Task<OutputData<T>> DeserializeAsync<T>(Output<string> json, JsonSerializerOptions? options)
    {
        var data = await json.DataTask.ConfigureAwait(false);
        if (!data.IsKnown)
        {
            return data.With<T>(default!);
        }

#pragma warning disable CA1869 // The converter carries the flags of this one text.
        var settings = new JsonSerializerOptions(options ?? JsonSerializerOptions.Default);
#pragma warning restore CA1869
        settings.Converters.Add(new ReadFactory(data));
        return data.With(JsonSerializer.Deserialize<T>(data.Value, settings)!);
    }

    private sealed class WriteFactory : JsonConverterFactory
    {
        private readonly Dictionary<object, Task<OutputData<object?>>> _tasks = new(ReferenceEqualityComparer.Instance);

        public List<Task> Pending { get; } = [];

        public OutputDataAccumulator Seen { get; private set; } = new();

        public void Restart()
        {
            Pending.Clear();
            Seen = new OutputDataAccumulator();
        }

        public override bool CanConvert(Type typeToConvert)
            => typeof(IOutput).IsAssignableFrom(typeToConvert) || typeof(IInput).IsAssignableFrom(typeToConvert);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
            => (JsonConverter)Activator.CreateInstance(typeof(WriteConverter<>).MakeGenericType(typeToConvert), this)!;

        public bool TryGet(object source, out object? value)
        {
            if (!_tasks.TryGetValue(source, out var task))
            {
                task = (source is IInput input ? input.Output : (IOutput)source).GetDataAsync();
                _tasks.Add(source, task);
            }

            if (!task.IsCompletedSuccessfully)
            {
                Pending.Add(task);
                value = null;
                return false;
            }

            var data = task.Result;
            value = Seen.Add(data);
            return data.IsKnown;
        }
    }

    private sealed class WriteConverter<T>(WriteFactory factory) : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => throw new NotSupportedException($"{typeToConvert} can only be written here.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            if (factory.TryGet(value, out var inner) && inner is not null)
            {
                JsonSerializer.Serialize(writer, inner, InnerType(typeof(T)), options);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        // The declared type, not the runtime type, decides how the serializer sees the value.
        private static Type InnerType(Type type)
        {
            for (var current = type; current is not null; current = current.BaseType)
            {
                if (current.IsGenericType && (current.GetGenericTypeDefinition() == typeof(Output<>) || current.GetGenericTypeDefinition() == typeof(Input<>)))
                {
                    return current.GenericTypeArguments[0];
                }
            }

            return typeof(object);
        }
    }

    private sealed class ReadFactory(OutputData<string> source) : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert)
            => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Output<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
            => (JsonConverter)Activator.CreateInstance(typeof(ReadConverter<>).MakeGenericType(typeToConvert.GenericTypeArguments), source)!;
    }

    private sealed class ReadConverter<T>(OutputData<string> source) : JsonConverter<Output<T>>
    {
        public override Output<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => new(source.With(JsonSerializer.Deserialize<T>(ref reader, options)!));

        public override void Write(Utf8JsonWriter writer, Output<T> value, JsonSerializerOptions options)
            => throw new NotSupportedException("An output can only be read here.");
    }
}
