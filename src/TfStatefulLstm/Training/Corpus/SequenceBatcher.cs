using System.Runtime.CompilerServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Corpus;

/// <summary>Batches many sequences of any lengths: each row goes through one sequence, window by window, and begins the next one in the window after its end.
/// <see cref="Window.Starts"/> says which rows begin, for their state to be reset, <see cref="Window.Lengths"/> how far a row's elements go. Sequences
/// are taken when a row needs one, in their order; after the last, rows are empty until all have come to their end.</summary>
public static class SequenceBatcher
{
    /// <summary>Windows of sequences whose every element is to foretell the next; the last element is a target only.</summary>
    /// <param name="sequences">The sequences, [length, ...] each; one that is shorter than two elements is passed over.</param>
    /// <param name="rows">The number of rows: the batch.</param>
    /// <param name="time">The number of elements of a row in one window.</param>
    /// <exception cref="ValueError">Sequences differ in type or in the shape of their frames.</exception>
    public static IEnumerable<Window> Windows(IEnumerable<NDArray> sequences, int rows, int time) => Cut(sequences.Select(Following), rows, time);

    /// <summary>Windows of sequences with targets of their own.</summary>
    /// <inheritdoc cref="Windows(IEnumerable{NDArray}, int, int)"/>
    /// <param name="sequences">The inputs and targets, [length, ...] each; an empty one is passed over.</param>
    /// <param name="rows">The number of rows: the batch.</param>
    /// <param name="time">The number of elements of a row in one window.</param>
    public static IEnumerable<Window> Windows(IEnumerable<(NDArray Inputs, NDArray Targets)> sequences, int rows, int time) =>
        Cut(sequences.Select(s => new Sequence(s.Inputs, s.Targets, 0)), rows, time);

    /// <inheritdoc cref="Windows(IEnumerable{NDArray}, int, int)"/>
    public static IAsyncEnumerable<Window> Windows(IAsyncEnumerable<NDArray> sequences, int rows, int time, CancellationToken cancellation = default) =>
        Cut(sequences.Select(Following), rows, time, cancellation);

    /// <inheritdoc cref="Windows(IEnumerable{ValueTuple{NDArray, NDArray}}, int, int)"/>
    public static IAsyncEnumerable<Window> Windows(IAsyncEnumerable<(NDArray Inputs, NDArray Targets)> sequences, int rows, int time,
        CancellationToken cancellation = default) => Cut(sequences.Select(s => new Sequence(s.Inputs, s.Targets, 0)), rows, time, cancellation);

    private static Sequence Following(NDArray sequence) => new(sequence, sequence, 1);

    private static IEnumerable<Window> Cut(IEnumerable<Sequence> sequences, int rows, int time)
    {
        var batch = new Batch(rows, time);
        using var source = sequences.GetEnumerator();
        while (true)
        {
            while (batch.Idle && source.MoveNext()) batch.Begin(source.Current);
            if (batch.Next() is not { } window) yield break;
            yield return window;
        }
    }

    private static async IAsyncEnumerable<Window> Cut(IAsyncEnumerable<Sequence> sequences, int rows, int time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = new Batch(rows, time);
        var source = sequences.GetAsyncEnumerator(cancellation);
        await using (source.ConfigureAwait(false))
        {
            while (true)
            {
                while (batch.Idle && await source.MoveNextAsync().ConfigureAwait(false)) batch.Begin(source.Current);
                if (batch.Next() is not { } window) yield break;
                yield return window;
            }
        }
    }

    /// <summary>A sequence and its targets, which are the inputs so many elements later.</summary>
    private sealed record Sequence(NDArray Inputs, NDArray Targets, int Shift)
    {
        public int Length { get; } = Frames.Count(Inputs) == Frames.Count(Targets)
            ? Math.Max(0, Frames.Count(Inputs) - Shift)
            : throw new ValueError($"There are {Frames.Count(Inputs)} inputs, but {Frames.Count(Targets)} targets.");
    }

    /// <summary>The rows, each with its sequence and where it is in it.</summary>
    private sealed class Batch
    {
        private readonly int _time;
        private readonly (Sequence Sequence, int At)?[] _rows;
        private Sequence? _first;
        private long _step;

        public Batch(int rows, int time)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(time);
            (_rows, _time) = (new (Sequence, int)?[rows], time);
        }

        public bool Idle => Array.IndexOf(_rows, null) >= 0;

        public void Begin(Sequence sequence)
        {
            _first ??= sequence;
            CheckLike(_first.Inputs, sequence.Inputs);
            CheckLike(_first.Targets, sequence.Targets);
            if (sequence.Length > 0) _rows[Array.IndexOf(_rows, null)] = (sequence, 0);
        }

        public Window? Next()
        {
            if (_first is null || Array.TrueForAll(_rows, r => r is null)) return null;
            var (inputs, targets) = (Frames.Zeros(_first.Inputs, _rows.Length, _time), Frames.Zeros(_first.Targets, _rows.Length, _time));
            var (starts, lengths) = (new bool[_rows.Length], new int[_rows.Length]);
            for (var row = 0; row < _rows.Length; row++)
            {
                if (_rows[row] is not var (sequence, at)) continue;
                starts[row] = at == 0;
                var count = lengths[row] = Math.Min(_time, sequence.Length - at);
                Frames.Copy(sequence.Inputs, at, inputs, row * _time, count);
                Frames.Copy(sequence.Targets, at + sequence.Shift, targets, row * _time, count);
                _rows[row] = at + count < sequence.Length ? (sequence, at + count) : null;
            }
            return new Window(inputs, targets, starts, lengths, _step++, 0);
        }

        private static void CheckLike(NDArray first, NDArray other)
        {
            if (first.DType != other.DType || !first.Dims[1..].SequenceEqual(other.Dims[1..]))
                throw new ValueError($"The frames of a sequence are {other.DType.Name()}{other.Shape[1..]}, those of the first {first.DType.Name()}{first.Shape[1..]}.");
        }
    }
}
