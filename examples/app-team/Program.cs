using AppTeam;
using Pulumi;

return await Deployment.RunAsync<AppTeamStack>();
