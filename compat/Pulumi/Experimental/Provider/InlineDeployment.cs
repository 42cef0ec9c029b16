using System.Runtime.ExceptionServices;

namespace Pulumi.Experimental.Provider;

/// <summary>Runs part of a program on behalf of the program whose engine asked for it.</summary>
internal static class InlineDeployment
{
    /// <summary>Gives the result when everything the function started is done.</summary>
    public static Task<T> RunAsync<T>(DeploymentSettings settings, string monitorAddress, string engineAddress, Func<Task<T>> function)
        => Deployment.WithAsync(
            () => new Deployment(settings, new GrpcMonitor(monitorAddress), new GrpcEngine(engineAddress)),
            async deployment =>
            {
                var result = await deployment.Runner.RunInlineAsync(function).ConfigureAwait(false);
                switch (deployment.Runner.Exceptions)
                {
                    case []:
                        return result;
                    case [var single]:
                        ExceptionDispatchInfo.Throw(single);
                        return result;
                    case var several:
                        throw new AggregateException(several);
                }
            });
}
