using System.Security.Cryptography;
using Sluice.Engine.State;

namespace Sluice.Engine.Secrets;

/// <summary>Where the passphrase of a stack comes from: the environment, as the Pulumi CLI reads it, or a file made once in the state folder.</summary>
internal sealed class Passphrase(string stateFolder)
{
    private const string Variable = "PULUMI_CONFIG_PASSPHRASE";
    private const string FileVariable = "PULUMI_CONFIG_PASSPHRASE_FILE";

    private readonly string _file = Path.Combine(stateFolder, "passphrase");

    public string Read()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } given)
        {
            return given;
        }

        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path)
        {
            return File.Exists(path)
                ? File.ReadAllText(path).Trim()
                : throw new EngineException($"{FileVariable} names '{path}', which does not exist. Point it at a file that holds the passphrase, or unset it to use the one in the state folder.");
        }

        if (File.Exists(_file))
        {
            return File.ReadAllText(_file).Trim();
        }

        Directory.CreateDirectory(stateFolder);
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        try
        {
            using var stream = PrivateFile.Open(_file, FileMode.CreateNew);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(made + "\n"));
        }
        catch (IOException) when (File.Exists(_file))
        {
            // Another run made it first.
            return File.ReadAllText(_file).Trim();
        }

        return made;
    }
}
