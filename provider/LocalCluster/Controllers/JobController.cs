using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Runs pods until enough of them have succeeded, or too many have failed.</summary>
internal sealed class JobController(ControllerContext context) : WorkloadController<V1Job>(context, context.Caches.Jobs)
{
    protected override V1LabelSelector SelectorOf(V1Job item) => item.Spec.Selector;

    protected override async Task ReconcileAsync(V1Job item, List<V1Pod> pods, CancellationToken cancel)
    {
        if (item.Status?.Conditions?.Any(c => c.Type is "Complete" or "Failed" && c.Status == "True") == true)
        {
            return;
        }

        int wanted = item.Spec.Completions ?? 1;
        int succeeded = pods.Count(p => p.Status?.Phase == "Succeeded");
        int failed = pods.Count(p => p.Status?.Phase == "Failed");
        List<V1Pod> active = [.. pods.Where(PodState.IsActive)];
        bool exhausted = failed > (item.Spec.BackoffLimit ?? 6);
        bool late = item.Spec.ActiveDeadlineSeconds is { } seconds && item.Status?.StartTime is { } start && start.AddSeconds(seconds) <= Context.Now;
        bool over = succeeded >= wanted || exhausted || late;
        if (item.Metadata.DeletionTimestamp is null && item.Spec.Suspend != true && !over)
        {
            int room = Math.Min(item.Spec.Parallelism ?? 1, wanted - succeeded) - active.Count;
            for (int i = 0; i < room; i++)
            {
                active.Add(await CreateAsync(item, item.Spec.Template, null, cancel).ConfigureAwait(false));
            }
        }
        else if (over)
        {
            foreach (V1Pod pod in active.ToList())
            {
                await DeleteAsync(item, pod, cancel).ConfigureAwait(false);
                active.Remove(pod);
            }
        }

        DateTime now = new(Context.Now.Ticks - (Context.Now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var status = new V1JobStatus
        {
            StartTime = item.Status?.StartTime ?? now,
            CompletionTime = succeeded >= wanted ? now : null,
            Active = active.Count == 0 ? null : active.Count,
            Ready = active.Count(PodState.IsReady),
            Succeeded = succeeded == 0 ? null : succeeded,
            Failed = failed == 0 ? null : failed,
            Terminating = pods.Count(p => PodState.IsTerminating(p) && !PodState.IsFinished(p)),
            Conditions = over ? [.. Conclusions(succeeded >= wanted, late, now)] : null,
        };
        if (!over && item.Spec.ActiveDeadlineSeconds is { } limit)
        {
            Queue.AddAfter(ObjectKey.Of(item), status.StartTime.Value.AddSeconds(limit + 1) - Context.Now);
        }

        await WriteStatusAsync(item with { Status = status }, !Same(item.Status, status), cancel).ConfigureAwait(false);
        if (over)
        {
            (string reason, string message) = succeeded >= wanted ? ("Completed", "Job completed") : late ? ("DeadlineExceeded", "Job was active longer than specified deadline") : ("BackoffLimitExceeded", "Job has reached the specified backoff limit");
            var subject = new EventSubject(item, Kinds.Jobs);
            if (succeeded >= wanted)
            {
                Context.Events.Normal(subject, reason, message);
            }
            else
            {
                Context.Events.Warning(subject, reason, message);
            }
        }
    }

    private static IEnumerable<V1JobCondition> Conclusions(bool complete, bool late, DateTime now)
    {
        (string Type, string Reason, string Message)[] conditions = complete
            ? [("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods"), ("Complete", "CompletionsReached", "Reached expected number of succeeded pods")]
            : late
                ? [("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline"), ("Failed", "DeadlineExceeded", "Job was active longer than specified deadline")]
                : [("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit"), ("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")];
        return conditions.Select(c => new V1JobCondition { Type = c.Type, Status = "True", Reason = c.Reason, Message = c.Message, LastProbeTime = now, LastTransitionTime = now });
    }
}
