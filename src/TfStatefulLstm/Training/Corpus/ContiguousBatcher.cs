using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Corpus;

/// <summary>Cuts one long sequence into rows that go on from run to run: row b is the b-th of as many equal stretches as there are rows, and window k takes the
/// columns from k * time on of every row, so that a state which is carried over meets in row b what follows what it has seen.</summary>
/// <remarks>A row is as long as whole windows fill; what the sequence has beyond rows * their length, always less than rows * time elements and one target, is left
/// out. Windows are cut when asked for, and the sequence is held once.</remarks>
public sealed class ContiguousBatcher
{
    private readonly NDArray _inputs, _targets;
    private readonly int _shift;

    /// <summary>Cuts a sequence whose every element is to foretell the next.</summary>
    /// <param name="sequence">The elements: ids [length], frames [length, features], or anything else whose first dimension is time; a file
    /// of frames is read by <see cref="Checkpoints.Formats.NpyFile.Read(string)"/>.</param>
    /// <param name="rows">The number of rows: the batch.</param>
    /// <param name="time">The number of elements of a row in one window: how far gradients go back.</param>
    /// <exception cref="ValueError">The sequence is too short for one window.</exception>
    public ContiguousBatcher(NDArray sequence, int rows, int time) : this(sequence, sequence, 1, rows, time) { }

    /// <summary>Cuts a sequence with targets of its own.</summary>
    /// <param name="inputs">The elements, [length, ...].</param>
    /// <param name="targets">What each is to give, [length, ...].</param>
    /// <param name="rows">The number of rows: the batch.</param>
    /// <param name="time">The number of elements of a row in one window.</param>
    /// <exception cref="ValueError">There are more or fewer targets than inputs, or too few for one window.</exception>
    public ContiguousBatcher(NDArray inputs, NDArray targets, int rows, int time) : this(inputs, targets, 0, rows, time) { }

    private ContiguousBatcher(NDArray inputs, NDArray targets, int shift, int rows, int time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(time);
        (_inputs, _targets, _shift, Rows, Time) = (inputs, targets, shift, rows, time);
        var (length, wanted) = (Frames.Count(inputs), Frames.Count(targets));
        if (length != wanted) throw new ValueError($"There are {length} inputs, but {wanted} targets.");
        WindowsPerEpoch = (int)((length - shift) / ((long)rows * time));
        if (WindowsPerEpoch <= 0)
            throw new ValueError($"The sequence has {length} elements, too few for {rows} rows of {time}: it must have at least {(long)rows * time + shift}.");
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of elements of a row in one window.</summary>
    public int Time { get; }

    /// <summary>The number of windows from the beginning of the sequence to its end.</summary>
    public int WindowsPerEpoch { get; }

    /// <summary>A window by its number over all epochs; the rows start anew with every epoch.</summary>
    public Window this[long step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            var (epoch, window) = Math.DivRem(step, WindowsPerEpoch);
            return new Window(Cut(_inputs, (int)window * Time), Cut(_targets, (int)window * Time + _shift), Repeated(window == 0), Repeated(Time), step, epoch);
        }
    }

    /// <summary>The windows of one epoch.</summary>
    public IEnumerable<Window> Epoch() => Epochs(epochs: 1);

    /// <summary>The windows of epoch after epoch.</summary>
    /// <param name="from">The number of the first window: how many a training that goes on has had.</param>
    /// <param name="epochs">After how many epochs to end, counted from the first window of all; never, if null.</param>
    public IEnumerable<Window> Epochs(long from = 0, int? epochs = null)
    {
        for (var step = from; epochs is null || step < (long)epochs * WindowsPerEpoch; step++) yield return this[step];
    }

    /// <summary>Cuts a sequence of numbers, each to foretell the next.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public static ContiguousBatcher Of<T>(ReadOnlySpan<T> sequence, int rows, int time) where T : unmanaged => new(NDArray.From(sequence, sequence.Length), rows, time);

    /// <summary>Cuts a sequence of numbers or of frames (arrays of numbers, all of one length), each to foretell the next.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <exception cref="ValueError">The sequence is too short, or its frames have different lengths.</exception>
    public static ContiguousBatcher Of<T>(IEnumerable<T> sequence, int rows, int time) => new(NDArray.Of(sequence.ToArray()), rows, time);

    /// <summary>Reads a sequence to its end, then cuts it: where rows begin depends on its length.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <exception cref="ValueError">The sequence is too short, or its frames have different lengths.</exception>
    public static async Task<ContiguousBatcher> ReadAsync<T>(IAsyncEnumerable<T> sequence, int rows, int time, CancellationToken cancellation = default)
    {
        var elements = new List<T>();
        await foreach (var element in sequence.WithCancellation(cancellation).ConfigureAwait(false)) elements.Add(element);
        return Of(elements, rows, time);
    }

    private NDArray Cut(NDArray from, int column)
    {
        var cut = Frames.Zeros(from, Rows, Time);
        for (var row = 0; row < Rows; row++) Frames.Copy(from, row * WindowsPerEpoch * Time + column, cut, row * Time, Time);
        return cut;
    }

    private T[] Repeated<T>(T value)
    {
        var all = new T[Rows];
        Array.Fill(all, value);
        return all;
    }
}
