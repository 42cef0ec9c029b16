using Platform;
using Pulumi;

return await Deployment.RunAsync<PlatformStack>();
