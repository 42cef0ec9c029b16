namespace Sluice;

/// <summary>The type tokens the components register under. They are part of every stack's state, so they never change.</summary>
public static class ComponentTypes
{
    /// <summary>The package part of every token.</summary>
    public const string Package = "sluice";

    /// <summary>Token of <see cref="Sluice.SluicePlatform"/>.</summary>
    public const string SluicePlatform = "sluice:index:SluicePlatform";

    /// <summary>Token of <see cref="Sluice.SharedGateway"/>.</summary>
    public const string SharedGateway = "sluice:index:SharedGateway";

    /// <summary>Token of <see cref="Sluice.TlsListener"/>.</summary>
    public const string TlsListener = "sluice:index:TlsListener";

    /// <summary>Token of <see cref="Sluice.WebRoute"/>.</summary>
    public const string WebRoute = "sluice:index:WebRoute";

    /// <summary>Token of <see cref="Sluice.CanaryRoute"/>.</summary>
    public const string CanaryRoute = "sluice:index:CanaryRoute";

    /// <summary>Token of <see cref="Sluice.GrpcRouteSet"/>.</summary>
    public const string GrpcRouteSet = "sluice:index:GrpcRouteSet";

    /// <summary>Token of <see cref="Sluice.TcpSplit"/>.</summary>
    public const string TcpSplit = "sluice:index:TcpSplit";

    /// <summary>Token of <see cref="Sluice.UdpForward"/>.</summary>
    public const string UdpForward = "sluice:index:UdpForward";

    /// <summary>Token of <see cref="Sluice.TlsPassthrough"/>.</summary>
    public const string TlsPassthrough = "sluice:index:TlsPassthrough";

    /// <summary>Token of <see cref="Sluice.MeshService"/>.</summary>
    public const string MeshService = "sluice:index:MeshService";
}
