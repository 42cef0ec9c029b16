using System.Collections.Immutable;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Sluice.Distribution.Protocol;
using Sluice.Distribution.Units;

namespace Sluice.Distribution.Server;

/// <summary>The serving end of the configuration stream: admits a proxy, then keeps it at what is published.</summary>
internal sealed partial class ConfigStreamService(
    ConfigPublisher publisher, ConfigStreamServerOptions options, ILogger<ConfigStreamService> logger) : ConfigStream.ConfigStreamBase
{
    public override async Task Follow(IAsyncStreamReader<ProxyMessage> requestStream, IServerStreamWriter<Update> responseStream, ServerCallContext context)
    {
        // Before anything else, so that a follower costs a proxy one round trip and no token review.
        if (publisher.Epoch is null)
        {
            throw NotLeading();
        }

        var hello = await ReadHelloAsync(requestStream, context.CancellationToken);
        await AdmitAsync(hello, context);

        if (publisher.Join(hello.Gateway, hello.Proxy, hello.Build) is not { } stream)
        {
            throw NotLeading();
        }

        Log.Joined(logger, hello.Proxy, hello.Gateway);
        using var lifetime = new CancellationTokenSource(StreamLifetime(), options.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stream.Term, lifetime.Token);
        try
        {
            await ServeAsync(stream, hello, requestStream, responseStream, ended.Token);
        }
        catch (Exception ending) when (ended.IsCancellationRequested && ending is OperationCanceledException or IOException or InvalidOperationException)
        {
            if (stream.Term.IsCancellationRequested)
            {
                throw NotLeading();
            }
        }
        finally
        {
            publisher.Leave(stream);
            Log.Left(logger, hello.Proxy, hello.Gateway);
        }
    }

    private async Task ServeAsync(
        ProxyStream stream, Hello hello, IAsyncStreamReader<ProxyMessage> requests, IServerStreamWriter<Update> updates, CancellationToken cancellationToken)
    {
        ImmutableArray<EncodedSet?> held = default;
        var sent = default(SnapshotVersion);
        Publication? outstanding = null;
        Publication? answered = null;
        var receipts = requests.MoveNext(cancellationToken);
        var woken = stream.WaitAsync(cancellationToken).AsTask();

        while (true)
        {
            // Step 1: send, unless an update is under way; what happens meanwhile coalesces.
            if (outstanding is null)
            {
                var (snapshot, publication, withdrawn) = publisher.Next(stream, sent);
                if (withdrawn)
                {
                    throw new RpcException(new Status(StatusCode.NotFound, $"Gateway {hello.Gateway} is gone."));
                }

                if (snapshot is not null && publication is not null)
                {
                    var start = held.IsDefault ? HeldBy(hello, snapshot) : held;
                    foreach (var update in SnapshotDelta.Between(start, snapshot, publication.Version.ToWire(), options.ChunkBytes))
                    {
                        await updates.WriteAsync(update, cancellationToken);
                    }

                    held = [.. snapshot.Sets];
                    sent = publication.Version;
                    outstanding = publication;
                }
            }

            // Step 2: wait for a receipt or for news.
            var first = await Task.WhenAny(receipts, woken);
            if (first == woken)
            {
                await woken;
                woken = stream.WaitAsync(cancellationToken).AsTask();
                continue;
            }

            // Step 3: note the receipt. A refusal ends the wait too: the next change may be the cure.
            if (!await receipts)
            {
                return;
            }

            if (requests.Current.Receipt is { } receipt)
            {
                var version = SnapshotVersion.FromWire(receipt.Version);
                if (outstanding?.Version == version)
                {
                    (answered, outstanding) = (outstanding, null);
                }

                // Receipts of versions that were superseded say nothing about what serves there now.
                if (answered is not null && answered.Version == version)
                {
                    Note(stream, answered, receipt.Error);
                }
            }

            receipts = requests.MoveNext(cancellationToken);
        }
    }

    private void Note(ProxyStream stream, Publication publication, string error)
    {
        if (error.Length == 0)
        {
            publisher.Acknowledge(stream, publication);
        }
        else
        {
            Log.Refused(logger, stream.State.Proxy, stream.State.Gateway, publication.Version.ToString(), error);
            publisher.Refuse(stream, error);
        }
    }

    private async Task<Hello> ReadHelloAsync(IAsyncStreamReader<ProxyMessage> requests, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ConfigStreamDefaults.HelloTimeout, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (await requests.MoveNext(linked.Token) && requests.Current.Hello is { Gateway.Length: > 0, Proxy.Length: > 0 } hello)
            {
                return hello;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "No hello within 10 seconds."));
        }

        throw new RpcException(new Status(StatusCode.InvalidArgument, "The first message must be a hello with gateway and proxy."));
    }

    private async Task AdmitAsync(Hello hello, ServerCallContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.RequestHeaders.GetValue("authorization");
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "A bearer token is required."));
        }

        var credentials = new ProxyCredentials(header[Scheme.Length..].Trim(), hello.Gateway, hello.Proxy);
        var answer = await options.Authorize(credentials, context.CancellationToken);
        if (answer.Verdict == ProxyVerdict.Allowed)
        {
            return;
        }

        Log.Denied(logger, hello.Proxy, hello.Gateway, answer.Reason);
        throw new RpcException(new Status(
            answer.Verdict switch
            {
                ProxyVerdict.Unauthenticated => StatusCode.Unauthenticated,
                ProxyVerdict.Forbidden => StatusCode.PermissionDenied,
                _ => StatusCode.Unavailable,
            },
            answer.Reason));
    }

    /// <summary>Kinds of which the proxy holds exactly what is published need not be sent; of the others it gets everything.</summary>
    private static ImmutableArray<EncodedSet?> HeldBy(Hello hello, EncodedSnapshot published)
    {
        var held = hello.Held.ToLookup(state => state.Kind);
        return [.. published.Sets.Select(set =>
            held[set.Kind].Any(state => state.Count == set.Units.Count && EncodedSet.FromBytes(state.Hash) == set.Hash) ? set : null)];
    }

    private TimeSpan StreamLifetime() =>
        ConfigStreamDefaults.MinStreamLifetime * (1 + options.Jitter());

    private static RpcException NotLeading() =>
        new(new Status(StatusCode.Unavailable, "This control replica does not lead; try another."));

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Proxy {Proxy} follows gateway {Gateway}.")]
        public static partial void Joined(ILogger logger, string proxy, string gateway);

        [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Proxy {Proxy} no longer follows gateway {Gateway}.")]
        public static partial void Left(ILogger logger, string proxy, string gateway);

        [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Proxy {Proxy} of gateway {Gateway} does not serve version {Version}: {Error}")]
        public static partial void Refused(ILogger logger, string proxy, string gateway, string version, string error);

        [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "Proxy {Proxy} may not follow gateway {Gateway}: {Reason}")]
        public static partial void Denied(ILogger logger, string proxy, string gateway, string reason);
    }
}
