using k8s.Models;
using Sluice.LocalCluster.Controllers;

namespace Sluice.LocalCluster.Tests.Controllers;

public sealed class RollingUpdateTests
{
    [Theory]
    [InlineData(1, "25%", "25%", 1, 0)]
    [InlineData(4, "25%", "25%", 1, 1)]
    [InlineData(10, "25%", "25%", 3, 2)]
    [InlineData(3, "0", "0", 0, 1)]
    [InlineData(3, "2", "0", 2, 0)]
    public void Of_ResolvesPercentages_SurgeUpAndUnavailableDown(int replicas, string surge, string unavailable, int maxSurge, int maxUnavailable)
    {
        var spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Strategy = new V1DeploymentStrategy { RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = surge, MaxUnavailable = unavailable } },
        };

        Assert.Equal(new RollingUpdate(replicas, maxSurge, maxUnavailable), RollingUpdate.Of(spec));
    }

    [Fact]
    public void NextForNew_StaysWithinTheSurge()
    {
        var plan = new RollingUpdate(4, 1, 1);

        Assert.Equal(1, plan.NextForNew(new RolloutSet(0, 0), 4));
        Assert.Equal(1, plan.NextForNew(new RolloutSet(1, 0), 5));
        Assert.Equal(4, plan.NextForNew(new RolloutSet(0, 0), 0));
        Assert.Equal(4, plan.NextForNew(new RolloutSet(6, 6), 6));
    }

    [Fact]
    public void NextForOld_KeepsTheMinimumAvailable_AndDropsTheUnhealthyFirst()
    {
        var plan = new RollingUpdate(4, 1, 1);

        Assert.Equal([3], plan.NextForOld(new RolloutSet(1, 0), [new RolloutSet(4, 4)]));
        Assert.Equal([2], plan.NextForOld(new RolloutSet(2, 1), [new RolloutSet(3, 3)]));
        Assert.Equal([1, 1], plan.NextForOld(new RolloutSet(1, 1), [new RolloutSet(3, 2), new RolloutSet(1, 1)]));
        Assert.Equal([3, 0], plan.NextForOld(new RolloutSet(1, 0), [new RolloutSet(3, 3), new RolloutSet(2, 0)]));
    }

    [Fact]
    public void Rollout_FromAnyStart_EndsWithTheNewSetAlone()
    {
        foreach (int replicas in (int[])[1, 2, 3, 7, 20])
        {
            var plan = new RollingUpdate(replicas, Math.Max(1, replicas / 4), replicas / 4);
            var fresh = new RolloutSet(0, 0);
            var old = new RolloutSet(replicas, replicas);
            for (int step = 0; step < 200 && (fresh.Wanted != replicas || old.Wanted > 0); step++)
            {
                // Everything that is wanted becomes available in between.
                fresh = new RolloutSet(plan.NextForNew(fresh, fresh.Wanted + old.Wanted), fresh.Wanted);
                int next = plan.NextForOld(fresh, [old])[0];
                old = new RolloutSet(next, next);
                Assert.True(fresh.Wanted + old.Wanted <= replicas + plan.MaxSurge);
                Assert.True(fresh.Available + old.Available >= replicas - plan.MaxUnavailable);
            }

            Assert.Equal((replicas, 0), (fresh.Wanted, old.Wanted));
        }
    }
}
