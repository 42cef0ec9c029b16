using System.Reflection;

namespace Pulumi.Serialization;

/// <summary>The classes that say by <see cref="ResourceTypeAttribute"/> which resource references they can stand for.</summary>
internal static class ResourceTypes
{
    private static readonly Lazy<ILookup<string, (string? Version, Type Type)>> Registered = new(Discover);

    /// <summary>The resource behind a reference as an object of its own class; null if no class is registered for it.</summary>
    public static Resource? TryConstruct(string urn, string version)
    {
        var parts = urn.Split("::", 4);
        var type = Find(parts[2].Split('$')[^1], version);
        if (type is null)
        {
            return null;
        }

        ResourceOptions options = typeof(CustomResource).IsAssignableFrom(type)
            ? new CustomResourceOptions { Urn = urn }
            : new ComponentResourceOptions { Urn = urn };
        var constructor = type.GetConstructors().Single(candidate => candidate.GetParameters().Length == 3);
        return (Resource)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [parts[3], null, options], null);
    }

    // The newest class of the same major version that is not older than the reference; a class without a version fits all.
    private static Type? Find(string token, string version)
    {
        var wanted = SemanticVersion.Parse(version);
        return Registered.Value[token]
            .Select(entry => (Version: SemanticVersion.Parse(entry.Version), entry.Type))
            .Where(entry => wanted is null || entry.Version is null || (entry.Version.Major == wanted.Major && entry.Version.CompareTo(wanted) >= 0))
            .OrderByDescending(entry => entry.Version ?? wanted)
            .Select(entry => entry.Type)
            .FirstOrDefault();
    }

    private static ILookup<string, (string? Version, Type Type)> Discover()
        => ReferencedAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(name => name.Name == OwnName))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(typeof(Resource).IsAssignableFrom)
            .Select(type => (Type: type, Attribute: type.GetCustomAttribute<ResourceTypeAttribute>()))
            .Where(entry => entry.Attribute is not null)
            .ToLookup(entry => entry.Attribute!.Type, entry => (entry.Attribute!.Version, entry.Type));

    private static string OwnName => typeof(Resource).Assembly.GetName().Name!;

    // Assemblies are loaded lazily, so what is loaded is not yet everything that is referenced.
    private static IEnumerable<Assembly> ReferencedAssemblies()
    {
        var seen = new HashSet<string>();
        var queue = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => IsCandidate(assembly.GetName())));
        while (queue.TryDequeue(out var assembly))
        {
            if (!seen.Add(assembly.FullName!))
            {
                continue;
            }

            yield return assembly;
            foreach (var reference in assembly.GetReferencedAssemblies().Where(IsCandidate))
            {
                queue.Enqueue(Assembly.Load(reference));
            }
        }
    }

    private static bool IsCandidate(AssemblyName name)
        => !name.FullName.StartsWith("System", StringComparison.Ordinal) && !name.FullName.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>As much of semantic versioning as ordering needs; absent or malformed gives null.</summary>
    private sealed record SemanticVersion(int Major, int Minor, int Patch, string Prerelease) : IComparable<SemanticVersion>
    {
        public static SemanticVersion? Parse(string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            var core = text.TrimStart('v').Split('+')[0].Split('-', 2);
            var numbers = core[0].Split('.');
            return numbers.Length is >= 1 and <= 3 && numbers.All(number => int.TryParse(number, out _))
                ? new SemanticVersion(Number(0), Number(1), Number(2), core.Length > 1 ? core[1] : "")
                : null;

            int Number(int index) => index < numbers.Length ? int.Parse(numbers[index], System.Globalization.CultureInfo.InvariantCulture) : 0;
        }

        public int CompareTo(SemanticVersion? other)
        {
            if (other is null)
            {
                return 1;
            }

            var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
            return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
        }

        private static int ComparePrerelease(string left, string right)
        {
            if (left.Length == 0 || right.Length == 0)
            {
                // A release is newer than its own prereleases.
                return (left.Length == 0).CompareTo(right.Length == 0);
            }

            var (a, b) = (left.Split('.'), right.Split('.'));
            for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                var order = (int.TryParse(a[i], out var x), int.TryParse(b[i], out var y)) switch
                {
                    (true, true) => x.CompareTo(y),
                    (true, false) => -1,
                    (false, true) => 1,
                    _ => string.CompareOrdinal(a[i], b[i]),
                };
                if (order != 0)
                {
                    return order;
                }
            }

            return a.Length.CompareTo(b.Length);
        }
    }
}
