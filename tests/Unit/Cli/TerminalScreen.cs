using System.Globalization;
using System.Text;

namespace Sluice.Cli.Tests;

/// <summary>A terminal of so many rows: what a person sees of what was written, and whether anything was written that it cannot take back.</summary>
internal sealed class TerminalScreen(int height) : TextWriter
{
    private readonly Lock _gate = new();
    private readonly List<StringBuilder> _lines = [new()];
    private readonly StringBuilder _escape = new();
    private int _row;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The widest line that has been on it, also for a moment.</summary>
    public int Widest { get; private set; }

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public override void Write(char value)
    {
        lock (_gate)
        {
            if (_escape.Length > 0 || value == '\x1b')
            {
                _escape.Append(value);
                if (char.IsAsciiLetter(value))
                {
                    Obey(_escape.ToString());
                    _escape.Clear();
                }
            }
            else if (value == '\n')
            {
                _row++;
                if (_row == _lines.Count)
                {
                    _lines.Add(new StringBuilder());
                }
            }
            else
            {
                _lines[_row].Append(value);
                Widest = Math.Max(Widest, _lines[_row].Length);
            }
        }
    }

    private void Obey(string sequence)
    {
        switch (sequence)
        {
            case ['\x1b', '[', .. var count, 'A']:
                _row -= int.Parse(count, CultureInfo.InvariantCulture);
                // What has scrolled off the top is out of the cursor's reach.
                Assert.True(_row >= 0 && _lines.Count - _row <= height, $"The cursor was sent {count} rows up on a terminal of {height}.");
                break;
            case "\x1b[J":
                Assert.Equal(0, _lines[^1].Length);
                _lines.RemoveRange(_row, _lines.Count - _row);
                _lines.Add(new StringBuilder());
                break;
            default:
                Assert.Fail($"Unknown to most terminals: {sequence[1..]}");
                break;
        }
    }
}
