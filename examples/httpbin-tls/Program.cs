using HttpbinTls;
using Pulumi;

return await Deployment.RunAsync<HttpbinTlsStack>();
