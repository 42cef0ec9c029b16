using System.Collections.Immutable;

namespace Pulumi.Utilities;

/// <summary>Looks into outputs; for tests and for libraries, not for programs.</summary>
public static class OutputUtilities
{
    public static Output<T> WithDependency<T>(Output<T> output, Resource resource)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new Output<T>(AddAsync());

        async Task<OutputData<T>> AddAsync()
        {
            var data = await output.DataTask.ConfigureAwait(false);
            return data with { Resources = data.Resources.Add(resource) };
        }
    }

    public static async Task<ImmutableHashSet<Resource>> GetDependenciesAsync<T>(Output<T> output)
        => (await Checked(output).DataTask.ConfigureAwait(false)).Resources;

    public static async Task<bool> GetIsKnownAsync<T>(Output<T> output)
        => (await Checked(output).DataTask.ConfigureAwait(false)).IsKnown;

    public static async Task<T> GetValueAsync<T>(Output<T> output)
        => (await Checked(output).DataTask.ConfigureAwait(false)).Value;

    public static Output<T> CreateUnknown<T>(T value) => new(OutputData<T>.Known(value) with { IsKnown = false });

    public static Output<T> CreateUnknown<T>(Func<Task<T>> valueFactory)
    {
        ArgumentNullException.ThrowIfNull(valueFactory);
        return new Output<T>(CreateAsync());

        async Task<OutputData<T>> CreateAsync()
            => OutputData<T>.Known(await valueFactory().ConfigureAwait(false)) with { IsKnown = false };
    }

    private static Output<T> Checked<T>(Output<T> output)
        => output ?? throw new ArgumentNullException(nameof(output));
}
