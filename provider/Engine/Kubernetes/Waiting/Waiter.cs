using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes.Waiting;

/// <summary>How a wait ended: the object as it was last seen, and why it is not ready if it is not.</summary>
internal sealed record WaitResult(JsonObject Live, ImmutableArray<string> Errors);

/// <summary>Waits until objects are ready or gone, telling on the way what is missing.</summary>
internal sealed class Waiter(KubeApi api, TimeProvider clock)
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    /// <summary>A complaint that stays the same for so long is a failure: nobody is working on it.</summary>
    public static readonly TimeSpan StallGrace = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async Task<WaitResult> UntilReadyAsync(OperationContext context, PropertyMap inputs, string path, JsonObject live, CancellationToken cancellation)
    {
        if (Rule(inputs) is not { } rule)
        {
            return new WaitResult(live, []);
        }

        var timeout = Timeout(context, inputs);
        var started = clock.GetTimestamp();
        var pause = FirstPause;
        var last = Readiness.Waiting("");
        var since = started;
        while (true)
        {
            Readiness now;
            try
            {
                now = await rule(live, api, cancellation);
            }
            catch (OperationCanceledException)
            {
                return Failed(live, inputs, $"the wait was stopped; last seen: {last.Text}");
            }

            if (now.Ready)
            {
                return new WaitResult(live, []);
            }

            if (now != last)
            {
                context.Progress(now.Text);
                (last, since) = (now, clock.GetTimestamp());
            }

            if (now.Hopeless || (now.Stalled && clock.GetElapsedTime(since) >= StallGrace))
            {
                return Failed(live, inputs, now.Text);
            }

            if (clock.GetElapsedTime(started) >= timeout)
            {
                return Failed(live, inputs, $"timed out after {timeout.TotalSeconds:0} seconds: {now.Text}");
            }

            try
            {
                await Task.Delay(pause, clock, cancellation);
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
                if (await api.FindAsync(path, cancellation) is not { } found)
                {
                    return Failed(live, inputs, "somebody deleted the object while it was being waited for");
                }

                live = found;
            }
            catch (OperationCanceledException)
            {
                return Failed(live, inputs, $"the wait was stopped; last seen: {now.Text}");
            }
        }
    }

    /// <summary>Waits until the object is gone; another one of its name counts as gone.</summary>
    /// <exception cref="ProviderException">It is still there after the time allowed.</exception>
    public async Task UntilGoneAsync(OperationContext context, PropertyMap inputs, string path, string uid, CancellationToken cancellation)
    {
        var timeout = Timeout(context, inputs);
        var started = clock.GetTimestamp();
        var told = "";
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            var live = await api.FindAsync(path, cancellation);
            if (live is null || (uid.Length > 0 && live["metadata"]?["uid"]?.GetValue<string>() != uid))
            {
                return;
            }

            var finalizers = live["metadata"]?["finalizers"] is JsonArray { Count: > 0 } held ? $"; finalizers: {string.Join(", ", held)}" : "";
            var text = $"waiting until it is gone{finalizers}";
            if (text != told)
            {
                context.Progress(told = text);
            }

            if (clock.GetElapsedTime(started) >= timeout)
            {
                throw new ProviderException($"{Title(inputs)} still exists {timeout.TotalSeconds:0} seconds after its deletion was asked for{finalizers}. Find out who holds it, then run again.");
            }

            await Task.Delay(pause, clock, cancellation);
        }
    }

    public static string Title(PropertyMap inputs) => $"{inputs.Text("kind")} {new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs))}";

    private static ReadinessRules.Rule? Rule(PropertyMap inputs)
    {
        if (Annotations.IsTrue(inputs, Annotations.SkipAwait))
        {
            return null;
        }

        if (Annotations.Get(inputs, Annotations.WaitFor) is not { Length: > 0 } annotation)
        {
            return ReadinessRules.For(new GroupVersionKind(inputs.Text("apiVersion") ?? "", inputs.Text("kind") ?? ""));
        }

        var conditions = WaitCondition.Parse(annotation);
        return (live, _, _) => Task.FromResult(conditions.Select(c => c.Evaluate(live)).FirstOrDefault(static r => !r.Ready) ?? Readiness.Done);
    }

    private static TimeSpan Timeout(OperationContext context, PropertyMap inputs) =>
        context.Timeout > TimeSpan.Zero ? context.Timeout
        : double.TryParse(Annotations.Get(inputs, Annotations.TimeoutSeconds), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds)
        : DefaultTimeout;

    private static WaitResult Failed(JsonObject live, PropertyMap inputs, string why) =>
        new(live, [$"{Title(inputs)} exists, but did not become ready: {why}\n  cure: fix what is named above and run again; the object stays and is updated in place. To deploy without waiting, annotate it with {Annotations.SkipAwait}: \"true\"."]);
}
