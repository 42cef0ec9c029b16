namespace Sluice.Proxy.Http1;

/// <summary>
/// Follows a chunked body (RFC 9112 section 7.1) through arbitrary slices of bytes, to find its end and its payload. Strict: sizes are
/// plain hexadecimal digits, every line ends by CRLF, extensions and trailers are bounded.
/// </summary>
internal struct ChunkedScanner
{
    private const int MaxLineBytes = 4096;
    private const int MaxTrailerBytes = 16 * 1024;
    private const int MaxSizeDigits = 15;

    private State _state;
    private long _remaining;
    private int _digits;
    private int _lineBytes;
    private int _trailerBytes;

    private enum State : byte
    {
        Size,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        TrailerStart,
        Trailer,
        TrailerLf,
        EndLf,
        Done,
        Invalid,
    }

    public readonly bool IsDone => _state == State.Done;

    public readonly bool IsInvalid => _state == State.Invalid;

    /// <summary>Goes forward up to the end of the next piece of payload, of the body, or of the bytes, whichever comes first.</summary>
    /// <returns>How many bytes were consumed; the payload is the last <paramref name="payload"/> of them.</returns>
    public int Next(ReadOnlySpan<byte> data, out int payload)
    {
        payload = 0;
        var i = 0;
        while (i < data.Length)
        {
            if (_state == State.Data)
            {
                payload = (int)Math.Min(_remaining, data.Length - i);
                _remaining -= payload;
                if (_remaining == 0)
                {
                    _state = State.DataCr;
                }

                return i + payload;
            }

            Step(data[i]);
            i++;
            if (_state is State.Done or State.Invalid)
            {
                break;
            }
        }

        return i;
    }

    /// <summary>Consumes all bytes that belong to the body, for relaying them as they are.</summary>
    public int Consume(ReadOnlySpan<byte> data)
    {
        var consumed = 0;
        while (consumed < data.Length && _state is not (State.Done or State.Invalid))
        {
            consumed += Next(data[consumed..], out _);
        }

        return consumed;
    }

    private void Step(byte b)
    {
        switch (_state)
        {
            case State.Size:
                StepSize(b);
                break;
            case State.Extension:
                if (b == '\r')
                {
                    _state = State.SizeLf;
                }
                else if (IsControl(b) || ++_lineBytes > MaxLineBytes)
                {
                    _state = State.Invalid;
                }

                break;
            case State.SizeLf:
                _state = b != '\n' ? State.Invalid : _remaining == 0 ? State.TrailerStart : State.Data;
                _digits = 0;
                _lineBytes = 0;
                break;
            case State.DataCr:
                _state = b == '\r' ? State.DataLf : State.Invalid;
                break;
            case State.DataLf:
                _state = b == '\n' ? State.Size : State.Invalid;
                break;
            case State.TrailerStart:
                _state = b == '\r' ? State.EndLf : IsControl(b) || b is (byte)' ' or (byte)'\t' or (byte)':' ? State.Invalid : State.Trailer;
                break;
            case State.Trailer:
                if (b == '\r')
                {
                    _state = State.TrailerLf;
                }
                else if (IsControl(b) || ++_trailerBytes > MaxTrailerBytes)
                {
                    _state = State.Invalid;
                }

                break;
            case State.TrailerLf:
                _state = b == '\n' ? State.TrailerStart : State.Invalid;
                break;
            case State.EndLf:
                _state = b == '\n' ? State.Done : State.Invalid;
                break;
            default:
                _state = State.Invalid;
                break;
        }
    }

    private void StepSize(byte b)
    {
        var digit = HexValue(b);
        if (digit >= 0)
        {
            _remaining = (_remaining << 4) | (uint)digit;
            if (++_digits > MaxSizeDigits)
            {
                _state = State.Invalid;
            }
        }
        else if (_digits == 0)
        {
            _state = State.Invalid;
        }
        else
        {
            _state = b switch
            {
                (byte)'\r' => State.SizeLf,
                (byte)';' => State.Extension,
                _ => State.Invalid,
            };
        }
    }

    private static bool IsControl(byte b) => b is < 0x20 and not (byte)'\t' or 0x7f;

    private static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
