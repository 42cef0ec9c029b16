namespace Sluice.EndToEnd.Tests.Story;

/// <summary>A test that looks at a page in Chromium; without one it counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        var driver = Path.Combine(Browser.DriverFolder, Browser.DriverName);
        if (!File.Exists(Browser.Chromium) || !File.Exists(driver))
        {
            Skip = $"{Browser.Chromium} or {driver} is missing. Install chromium and its driver (Debian: chromium, chromium-driver).";
        }
    }
}
