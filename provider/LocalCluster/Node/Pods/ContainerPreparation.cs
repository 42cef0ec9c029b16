using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Images;
using Sluice.LocalCluster.Node.Logs;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>Everything a container needs before its process can start: image, configuration, mounts.</summary>
internal sealed class ContainerPreparation(ContainerScope scope)
{
    private readonly ContainerScope _scope = scope;
    private readonly Signal _configurationChanged = new();

    /// <summary>A ConfigMap or Secret that the container may wait for has changed.</summary>
    public void ConfigurationChanged() => _configurationChanged.Set();

    /// <summary>Waits as long as something is missing; null when told to stop.</summary>
    public async Task<ContainerStart?> RunAsync(CancellationToken stop)
    {
        var pulls = new Backoff();
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait;
            if (_scope.Node.Images.Find(_scope.Container.Image, out string problem) is not { } image)
            {
                wait = PullFailed(pulls, problem);
            }
            else
            {
                _scope.Node.Events.Normal(_scope.Subject, "Pulled", $"Container image \"{_scope.Container.Image}\" already present on machine and can be accessed by the pod");
                try
                {
                    _scope.Environment = Environment(image);
                    _scope.Pod.Volumes.Mount(_scope.Pod.Pod, _scope.Container);
                    return ContainerStartBuilder.Build(_scope.Node, _scope.Pod.Pod.Metadata.Uid, _scope.Container, image, _scope.Environment) with { LogFile = new ContainerLog(_scope.Folder, _scope.State.RestartCount).Path };
                }
                catch (ConfigurationException e)
                {
                    _scope.Node.Events.Warning(_scope.Subject, "Failed", $"Error: {e.Message}");
                    Waiting("CreateContainerConfigError", e.Message);
                    wait = TimeSpan.FromSeconds(10);
                }
                catch (IOException e)
                {
                    _scope.Node.Events.Warning(_scope.Subject, "Failed", $"Error: {e.Message}");
                    Waiting("CreateContainerError", e.Message);
                    wait = TimeSpan.FromSeconds(10);
                }
            }

            await _configurationChanged.WaitAsync(wait, _scope.Node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private TimeSpan PullFailed(Backoff pulls, string problem)
    {
        TimeSpan wait = pulls.Next(TimeSpan.Zero);
        string full = $"failed to pull and unpack image \"{_scope.Container.Image}\": {problem}";
        if (wait == TimeSpan.Zero)
        {
            _scope.Node.Events.Normal(_scope.Subject, "Pulling", $"Pulling image \"{_scope.Container.Image}\"");
            _scope.Node.Events.Warning(_scope.Subject, "Failed", $"Failed to pull image \"{_scope.Container.Image}\": {full}");
            _scope.Node.Events.Warning(_scope.Subject, "Failed", "Error: ErrImagePull");
            Waiting("ErrImagePull", full);
            return TimeSpan.FromSeconds(1);
        }

        _scope.Node.Events.Normal(_scope.Subject, "BackOff", $"Back-off pulling image \"{_scope.Container.Image}\"");
        _scope.Node.Events.Warning(_scope.Subject, "Failed", "Error: ImagePullBackOff");
        Waiting("ImagePullBackOff", $"Back-off pulling image \"{_scope.Container.Image}\": ErrImagePull: {full}");
        return wait;
    }

    private void Waiting(string reason, string message) =>
        _scope.Set(_scope.State with { Phase = ContainerPhase.Waiting, Reason = reason, Message = message, Ready = false, Started = false });

    /// <summary>What the container's environment would be now; null while something is missing.</summary>
    public Dictionary<string, string>? TryEnvironment()
    {
        try
        {
            ImageEntry? image = _scope.Node.Images.Find(_scope.Container.Image, out _);
            return image is null ? null : Environment(image);
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private Dictionary<string, string> Environment(ImageEntry image) =>
        _scope.Node.Environment.Build(_scope.Pod.Pod, _scope.Container, _scope.Pod.Identity, image.Environment, _scope.Root);
}
