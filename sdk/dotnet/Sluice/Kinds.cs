namespace Sluice;

/// <summary>Group and kind names used in references.</summary>
internal static class Kinds
{
    public const string GatewayGroup = "gateway.networking.k8s.io";
    public const string CoreGroup = "";
    public const string RbacGroup = "rbac.authorization.k8s.io";
    public const string Gateway = "Gateway";
    public const string ListenerSet = "ListenerSet";
    public const string Service = "Service";
    public const string Secret = "Secret";
    public const string ConfigMap = "ConfigMap";
    public const string HttpRoute = "HTTPRoute";
    public const string GrpcRoute = "GRPCRoute";
    public const string TlsRoute = "TLSRoute";
    public const string TcpRoute = "TCPRoute";
    public const string UdpRoute = "UDPRoute";
}
