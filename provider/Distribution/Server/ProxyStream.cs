using System.Threading.Channels;

namespace Sluice.Distribution.Server;

/// <summary>One open stream: its place in the publisher and the signal that something may have changed for it.</summary>
internal sealed class ProxyStream(ConfigPublisher.PublishedGateway gateway, ProxyState state, CancellationToken term)
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ConfigPublisher.PublishedGateway Gateway => gateway;

    /// <summary>Ends when this replica stops leading.</summary>
    public CancellationToken Term => term;

    /// <summary>Replaced under the publisher's lock.</summary>
    public ProxyState State { get; set; } = state;

    public void Wake() => _signal.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken);
}
