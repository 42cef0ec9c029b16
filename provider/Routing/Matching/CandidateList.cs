namespace Sluice.Routing.Matching;

/// <summary>Sorted candidate arrays that are never changed in place.</summary>
internal static class CandidateList
{
    public static Candidate? FirstThatHolds(Candidate[] candidates, in RequestHead head)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Conditions.Hold(head))
            {
                return candidate;
            }
        }

        return null;
    }

    public static Candidate[] Edit(Candidate[] candidates, Candidate candidate, bool add)
    {
        var at = Array.BinarySearch(candidates, candidate, CandidateOrder.Instance);
        if (at >= 0)
        {
            return add ? candidates : [.. candidates.AsSpan(0, at), .. candidates.AsSpan(at + 1)];
        }

        return add ? [.. candidates.AsSpan(0, ~at), candidate, .. candidates.AsSpan(~at)] : candidates;
    }
}
