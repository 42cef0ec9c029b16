using Pulumi;
using Sluice.EndToEnd.Program;

// The end-to-end tests' Pulumi program, built once with the solution: the configuration value `case` says what it declares.
return await Deployment.RunAsync(() => Cases.Declare(new Config()));
