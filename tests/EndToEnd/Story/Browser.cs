using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests.Story;

/// <summary>Chromium without a window, with a profile of its own.</summary>
internal sealed class Browser : IDisposable
{
    public const string Chromium = "/usr/bin/chromium";
    public const string DriverFolder = "/usr/bin";
    public const string DriverName = "chromedriver";

    private readonly string _profile = Directory.CreateTempSubdirectory("sluice-browser-").FullName;
    private readonly ChromeDriver _driver;

    public Browser()
    {
        var options = new ChromeOptions { BinaryLocation = Chromium };
        options.AddArguments(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--window-size=1000,900", $"--user-data-dir={_profile}");
        var service = ChromeDriverService.CreateDefaultService(DriverFolder, DriverName);
        service.SuppressInitialDiagnosticInformation = true;
        _driver = new ChromeDriver(service, options, TimeSpan.FromMinutes(2));
    }

    /// <summary>Signs in through the page's form.</summary>
    public void SignIn(Uri page, string user)
    {
        Open(page);
        _driver.FindElement(By.Name("username")).SendKeys(user);
        _driver.FindElement(By.CssSelector("form[action='/login'] button")).Click();
        Assert.Contains(user, _driver.FindElement(By.TagName("header")).Text, StringComparison.Ordinal);
    }

    public void SignOut(Uri page)
    {
        Open(page);
        _driver.FindElement(By.CssSelector("a[href='/logout']")).Click();
        Assert.NotEmpty(_driver.FindElements(By.Name("username")));
    }

    /// <summary>The colors of the stars that are seen, as the browser renders them; none if there are no stars.</summary>
    public IReadOnlyList<string> StarColors(Uri page)
    {
        Open(page);
        return [.. _driver.FindElements(By.CssSelector("#reviews .stars")).Where(stars => stars.Displayed).Select(stars => stars.GetCssValue("color")).Distinct()];
    }

    public string Reviews(Uri page)
    {
        Open(page);
        return _driver.FindElement(By.Id("reviews")).Text;
    }

    /// <summary>Keeps what is seen now among the results of the run.</summary>
    public void Keep(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(BuildOutput.Root, "artifacts", "test-results", "screenshots"));
        _driver.GetScreenshot().SaveAsFile(Path.Combine(folder.FullName, name + ".png"));
    }

    public void Dispose()
    {
        _driver.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private void Open(Uri page) => _driver.Navigate().GoToUrl(page);
}
