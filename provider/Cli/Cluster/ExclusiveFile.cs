namespace Sluice.Cli.Cluster;

/// <summary>Lets one process at a time do what takes long; the operating system frees the lock of one that dies.</summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock; disposing the stream frees it.</summary>
    public static async Task<FileStream> WaitAsync(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }
}
