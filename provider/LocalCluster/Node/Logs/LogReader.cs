using System.Globalization;
using System.Text;

namespace Sluice.LocalCluster.Node.Logs;

/// <summary>Copies (a part of) a container's log to a stream, and goes on with what is written meanwhile if asked to.</summary>
internal sealed class LogReader(ContainerLog log, LogQuery query, TimeProvider time)
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _budget = query.LimitBytes ?? long.MaxValue;
    private bool _atLineStart = true;

    /// <param name="output">Where the log goes.</param>
    /// <param name="finished">Tells whether the container has ended, so that following can end too.</param>
    /// <param name="cancel">Ends the copying.</param>
    public async Task CopyAsync(Stream output, Func<bool> finished, CancellationToken cancel)
    {
        if (!File.Exists(log.Path))
        {
            return;
        }

        using var stream = new FileStream(log.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Start(stream);
        while (_budget > 0)
        {
            bool ended = finished();
            await DrainAsync(stream, output, cancel).ConfigureAwait(false);
            await output.FlushAsync(cancel).ConfigureAwait(false);
            if (!query.Follow || ended)
            {
                return;
            }

            await Task.Delay(FollowInterval, time, cancel).ConfigureAwait(false);
            if (stream.Length < stream.Position)
            {
                // Rotated under us.
                stream.Position = 0;
            }
        }
    }

    private async Task DrainAsync(FileStream stream, Stream output, CancellationToken cancel)
    {
        IReadOnlyList<LogMark> marks = query.Timestamps ? log.Marks() : [];
        int read;
        while (_budget > 0 && (read = await stream.ReadAsync(_buffer, cancel).ConfigureAwait(false)) > 0)
        {
            int start = 0;
            while (start < read && _budget > 0)
            {
                int newline = _buffer.AsSpan(start, read - start).IndexOf((byte)'\n');
                int end = newline < 0 ? read : start + newline + 1;
                if (_atLineStart && query.Timestamps)
                {
                    await WriteAsync(output, Encoding.ASCII.GetBytes(TimeAt(stream.Position - read + start, marks).ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z ", CultureInfo.InvariantCulture)), cancel).ConfigureAwait(false);
                }

                await WriteAsync(output, _buffer.AsMemory(start, end - start), cancel).ConfigureAwait(false);
                _atLineStart = newline >= 0;
                start = end;
            }
        }
    }

    private async Task WriteAsync(Stream output, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        int length = (int)Math.Min(bytes.Length, _budget);
        _budget -= length;
        await output.WriteAsync(bytes[..length], cancel).ConfigureAwait(false);
    }

    private DateTime TimeAt(long offset, IReadOnlyList<LogMark> marks)
    {
        foreach (LogMark mark in marks)
        {
            if (offset < mark.End)
            {
                return mark.Time;
            }
        }

        return time.GetUtcNow().UtcDateTime;
    }

    private long Start(FileStream stream)
    {
        long start = 0;
        if (query.Since is { } since)
        {
            // Everything before the last mark that is older than the wanted time.
            start = log.Marks().Where(m => m.Time < since).Select(m => m.End).DefaultIfEmpty(0).Max();
        }

        return query.TailLines is { } lines ? Math.Max(start, TailStart(stream, lines)) : start;
    }

    private long TailStart(FileStream stream, long lines)
    {
        long position = stream.Length;
        long found = 0;
        while (position > 0 && lines > 0)
        {
            int size = (int)Math.Min(_buffer.Length, position);
            position -= size;
            stream.Position = position;
            stream.ReadExactly(_buffer, 0, size);
            for (int i = size - 1; i >= 0; i--)
            {
                // A newline at the very end closes the last line instead of opening another one.
                if (_buffer[i] == (byte)'\n' && position + i != stream.Length - 1 && ++found == lines)
                {
                    return position + i + 1;
                }
            }
        }

        return lines > 0 ? 0 : stream.Length;
    }
}
