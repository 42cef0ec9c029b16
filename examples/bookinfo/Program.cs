using Bookinfo;
using Pulumi;

return await Deployment.RunAsync<BookinfoStack>();
