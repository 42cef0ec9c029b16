using System.Reflection;
using Pulumi;
using Pulumi.Experimental.Provider;
using Sluice.Testing;

namespace Sluice.Tests.Shapes;

/// <summary>What other languages rely on: type tokens, and arguments whose schema can be inferred.</summary>
public sealed class ComponentShapes
{
    private static readonly Type[] Components =
        [.. typeof(SharedGateway).Assembly.GetTypes().Where(type => typeof(ComponentResource).IsAssignableFrom(type) && !type.IsAbstract)];

    public static TheoryData<string> ComponentNames => [.. Components.Select(type => type.Name)];

    [Fact]
    public void ComponentTypes_NameEveryComponentAndNothingElse()
    {
        var constants = typeof(ComponentTypes).GetFields().Where(field => field.Name != nameof(ComponentTypes.Package)).ToDictionary(field => field.Name, field => (string?)field.GetRawConstantValue());

        Assert.Equal(Components.Select(type => type.Name).Order(StringComparer.Ordinal), constants.Keys.Order(StringComparer.Ordinal));
        Assert.All(constants, constant => Assert.Equal($"sluice:index:{constant.Key}", constant.Value));
    }

    [Theory]
    [MemberData(nameof(ComponentNames))]
    public void Component_HasTheOneConstructorPluginsCall(string name)
    {
        var constructor = Assert.Single(Component(name).GetConstructors());
        var parameters = constructor.GetParameters();

        Assert.Equal(["name", "args", "options"], parameters.Select(parameter => parameter.Name));
        Assert.Equal(typeof(string), parameters[0].ParameterType);
        Assert.True(typeof(ResourceArgs).IsAssignableFrom(parameters[1].ParameterType));
        Assert.Equal(typeof(ComponentResourceOptions), parameters[2].ParameterType);
    }

    [Theory]
    [MemberData(nameof(ComponentNames))]
    public void Component_OutputsAndArguments_FitSchemaInference(string name)
    {
        var component = Component(name);
        foreach (var property in Declared(component))
        {
            Assert.True(property.GetCustomAttribute<OutputAttribute>()?.Name is { Length: > 0 }, $"{name}.{property.Name} has no named [Output].");
            AssertType(property.PropertyType.GetGenericArguments()[0], $"{name}.{property.Name}", isInput: false, []);
        }

        AssertType(component.GetConstructors()[0].GetParameters()[1].ParameterType, name, isInput: true, []);
    }

    [Fact]
    public void Schema_IsInferredForEveryComponent()
    {
        var schema = ComponentAnalyzer.GenerateSchema(new Metadata(ComponentTypes.Package, Version: "0.1.0"), typeof(SharedGateway).Assembly);

        Assert.Equal(Components.Select(type => $"sluice:index:{type.Name}").Order(StringComparer.Ordinal), schema.Resources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["canary", "canaryWeight", "stable"], schema.Resources[ComponentTypes.CanaryRoute].RequiredInputs.Order(StringComparer.Ordinal));
        Assert.Contains("sluice:index:GatewayReference", schema.Types.Keys);
    }

    [Fact]
    public async Task Component_RegistersUnderItsConstant()
    {
        var registered = new List<Resource>();
        await Manifests.FromProgramAsync(() =>
        {
            var parent = new GatewayReference("Gateway", "edge", "infra");
            var backend = Backend.Service("a", 80);
            registered.Add(new SluicePlatform("p", new()));
            registered.Add(new SharedGateway("g", new() { Listeners = { Listener.Http("http", 80) } }));
            registered.Add(new TlsListener("t", new() { Certificate = Certificate.FromSecret("s") }));
            registered.Add(new WebRoute("w", new() { Parent = parent, Rules = { new() { Backend = backend } } }));
            registered.Add(new CanaryRoute("c", new() { Parent = parent, Stable = backend, Canary = backend, CanaryWeight = 1 }));
            registered.Add(new GrpcRouteSet("r", new() { Parent = parent, Rules = { new() { Backend = backend } } }));
            registered.Add(new TcpSplit("s", new() { Parent = parent, Backends = { backend } }));
            registered.Add(new UdpForward("u", new() { Parent = parent, Backends = { backend } }));
            registered.Add(new TlsPassthrough("l", new() { Parent = parent, Hostnames = { "a.example.com" }, Backends = { backend } }));
            registered.Add(new MeshService("m", new() { Selector = new InputMap<string> { { "app", "a" } }, Ports = { new() { Port = 80 } } }));
        });

        Assert.Equal(Components.Length, registered.Count);
        Assert.All(registered, resource => Assert.Equal($"sluice:index:{resource.GetType().Name}", resource.GetResourceType()));
    }

    [Fact]
    public void GeneratedPackage_DoesNotNeedTheModelsItIsGeneratedFrom() => Assert.DoesNotContain(
        typeof(Pulumi.Kubernetes.Provider).Assembly.GetReferencedAssemblies(), reference => reference.Name == "KubernetesClient");

    private static Type Component(string name) => Components.Single(type => type.Name == name);

    private static PropertyInfo[] Declared(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    // The rules of the inference, as far as our shapes could break them.
    private static void AssertType(Type type, string context, bool isInput, HashSet<Type> seen)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            type = inner;
        }

        Assert.False(type.IsEnum, $"{context} is an enum.");
        Assert.False(type.IsInterface, $"{context} is an interface.");
        if (type == typeof(string) || type == typeof(int) || type == typeof(bool) || type == typeof(double))
        {
            return;
        }

        if (type.IsGenericType)
        {
            Type[] allowed = isInput
                ? [typeof(Input<>), typeof(InputList<>), typeof(InputMap<>), typeof(List<>), typeof(Dictionary<,>)]
                : [typeof(List<>), typeof(Dictionary<,>)];
            Assert.Contains(type.GetGenericTypeDefinition(), allowed);
            AssertType(type.GetGenericArguments()[^1], context, isInput, seen);
            return;
        }

        Assert.StartsWith("Sluice", type.Namespace, StringComparison.Ordinal);
        if (!seen.Add(type))
        {
            return;
        }

        foreach (var property in Declared(type))
        {
            var place = $"{type.Name}.{property.Name}";
            var isNamed = isInput ? property.GetCustomAttribute<InputAttribute>() is not null : property.GetCustomAttribute<OutputAttribute>()?.Name is { Length: > 0 };
            Assert.True(isNamed, $"{place} has no named attribute.");
            AssertType(property.PropertyType, place, isInput, seen);
        }
    }
}
