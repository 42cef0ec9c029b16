using Echo;
using Pulumi;

return await Deployment.RunAsync<EchoStack>();
