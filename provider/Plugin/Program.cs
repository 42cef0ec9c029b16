using Pulumi.Experimental.Provider;
using Sluice.Plugin;

await Provider.Serve(args, SluicePackage.Version, _ => SluicePackage.CreateProvider(), CancellationToken.None);
