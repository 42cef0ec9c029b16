using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sluice.Proxy.Observability;

/// <summary>
/// Writes finished requests to a stream without making them wait: lines are formatted into one of two buffers under a short lock, and
/// a background loop writes the other. When the target is slower than the traffic, lines are dropped and counted.
/// </summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const int FlushBytes = 64 * 1024;
    private const int BufferBytes = 2 * FlushBytes;
    private const int MaxPendingBytes = 8 * 1024 * 1024;
    private const int MaxFieldBytes = 2048;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(200);

    private readonly AccessLogFormat _format;
    private readonly Stream _target;
    private readonly bool _ownsTarget;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _started = new(0);
    private readonly SemaphoreSlim _full = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private ArrayBufferWriter<byte> _filling = new(BufferBytes);
    private ArrayBufferWriter<byte> _spare = new(BufferBytes);
    private long _dropped;
    private bool _isStarted;
    private bool _isFull;

    public AccessLog(AccessLogFormat format, Stream? target)
    {
        _format = format;
        _ownsTarget = target is null;
        _target = format == AccessLogFormat.None ? Stream.Null : target ?? Console.OpenStandardOutput();
        _writing = format == AccessLogFormat.None ? Task.CompletedTask : WriteLoopAsync();
    }

    public bool IsEnabled => _format != AccessLogFormat.None;

    /// <summary>Lines lost because the target did not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Write(in AccessLogEntry entry)
    {
        lock (_lock)
        {
            if (_filling.WrittenCount > MaxPendingBytes)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            if (_format == AccessLogFormat.Text)
            {
                WriteText(entry);
            }
            else
            {
                WriteJson(entry);
            }

            // Busy times are written out by size, quiet ones by the clock; without requests nothing wakes up.
            if (!_isStarted)
            {
                _isStarted = true;
                _started.Release();
            }
            else if (_filling.WrittenCount >= FlushBytes && !_isFull)
            {
                _isFull = true;
                _full.Release();
            }
        }
    }

    /// <summary>Writes everything logged so far.</summary>
    public async Task FlushAsync()
    {
        await _flushing.WaitAsync().ConfigureAwait(false);
        var full = _spare;
        try
        {
            lock (_lock)
            {
                (full, _filling) = (_filling, _spare);
                _isStarted = false;
                _isFull = false;
            }

            if (full.WrittenCount > 0)
            {
                await _target.WriteAsync(full.WrittenMemory).ConfigureAwait(false);
                await _target.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A log nobody reads any more (a closed pipe) must not end the proxy.
        }
        finally
        {
            full.ResetWrittenCount();
            _spare = full;
            _flushing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
        _flushing.Dispose();
        _started.Dispose();
        _full.Dispose();
        _stopping.Dispose();
        if (_ownsTarget)
        {
            await _target.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteLoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _started.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await _full.WaitAsync(FlushInterval, _stopping.Token).ConfigureAwait(false);
                await FlushAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // [2026-01-02T03:04:05.678Z] "GET /path HTTP/1.1" 200 - 0 1234 5 4 "1.2.3.4" "curl/8" "id" "host" "10.0.0.1:80"
    private void WriteText(in AccessLogEntry entry)
    {
        Raw("["u8);
        Time(entry.Start);
        Raw("] \""u8);
        Quoted(entry.Method);
        Raw(" "u8);
        Quoted(entry.Path);
        Raw(" "u8);
        Raw(entry.Protocol);
        Raw("\" "u8);
        Number(entry.Status);
        Raw(" "u8);
        Text(entry.Flags);
        Raw(" "u8);
        Number(entry.BytesReceived);
        Raw(" "u8);
        Number(entry.BytesSent);
        Raw(" "u8);
        Number(entry.DurationMilliseconds);
        Raw(" "u8);
        NumberOrDash(entry.UpstreamMilliseconds);
        Raw(" \""u8);
        QuotedOrDash(entry.ForwardedFor);
        Raw("\" \""u8);
        QuotedOrDash(entry.UserAgent);
        Raw("\" \""u8);
        QuotedOrDash(entry.RequestId);
        Raw("\" \""u8);
        QuotedOrDash(entry.Authority);
        Raw("\" \""u8);
        QuotedOrDash(entry.UpstreamHost);
        Raw("\"\n"u8);
    }

    private void WriteJson(in AccessLogEntry entry)
    {
        Raw("{\"start_time\":\""u8);
        Time(entry.Start);
        Raw("\",\"method\":\""u8);
        Quoted(entry.Method);
        Raw("\",\"path\":\""u8);
        Quoted(entry.Path);
        Raw("\",\"protocol\":\""u8);
        Raw(entry.Protocol);
        Raw("\",\"response_code\":"u8);
        Number(entry.Status);
        Raw(",\"response_flags\":\""u8);
        Text(entry.Flags);
        Raw("\",\"bytes_received\":"u8);
        Number(entry.BytesReceived);
        Raw(",\"bytes_sent\":"u8);
        Number(entry.BytesSent);
        Raw(",\"duration\":"u8);
        Number(entry.DurationMilliseconds);
        Raw(",\"upstream_service_time\":"u8);
        if (entry.UpstreamMilliseconds < 0)
        {
            Raw("null"u8);
        }
        else
        {
            Number(entry.UpstreamMilliseconds);
        }

        Raw(",\"x_forwarded_for\":\""u8);
        Quoted(entry.ForwardedFor);
        Raw("\",\"user_agent\":\""u8);
        Quoted(entry.UserAgent);
        Raw("\",\"request_id\":\""u8);
        Quoted(entry.RequestId);
        Raw("\",\"authority\":\""u8);
        Quoted(entry.Authority);
        Raw("\",\"upstream_host\":\""u8);
        Quoted(entry.UpstreamHost);
        Raw("\",\"route\":\""u8);
        Text(entry.Route ?? "");
        Raw("\"}\n"u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _filling.Write(bytes);

    private void Text(string text) => _filling.Advance(Encoding.UTF8.GetBytes(text, _filling.GetSpan((text.Length * 3) + 1)));

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _filling.GetSpan(20), out var written);
        _filling.Advance(written);
    }

    private void NumberOrDash(long value)
    {
        if (value < 0)
        {
            Raw("-"u8);
        }
        else
        {
            Number(value);
        }
    }

    private void Time(DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(_filling.GetSpan(32), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        _filling.Advance(written);
    }

    private void QuotedOrDash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Raw("-"u8);
        }
        else
        {
            Quoted(bytes);
        }
    }

    // Client bytes must not be able to end a field or a line, nor to make the JSON invalid.
    private void Quoted(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxFieldBytes)];
        if (bytes.IndexOfAnyExceptInRange((byte)0x23, (byte)0x5b) < 0)
        {
            Raw(bytes);
            return;
        }

        var span = _filling.GetSpan(bytes.Length * 6);
        var written = 0;
        foreach (var b in bytes)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                span[written++] = (byte)'\\';
                span[written++] = b;
            }
            else if (b is >= 0x20 and < 0x7f)
            {
                span[written++] = b;
            }
            else
            {
                "\\u00"u8.CopyTo(span[written..]);
                span[written + 4] = "0123456789abcdef"u8[b >> 4];
                span[written + 5] = "0123456789abcdef"u8[b & 15];
                written += 6;
            }
        }

        _filling.Advance(written);
    }
}
