using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Tests.Training.Corpus;

/// <summary>Sequences of different lengths in rows that begin and end at their own times.</summary>
[TestClass]
public sealed class SequenceBatcherTests
{
    [TestMethod]
    public void Rows_begin_and_end_with_their_sequences()
    {
        // Lengths without the last target: 5, 2, 4, in two rows of three.
        var windows = SequenceBatcher.Windows([Sequence(10, 6), Sequence(20, 3), Sequence(30, 5)], rows: 2, time: 3).ToArray();
        Assert.HasCount(3, windows);
        Check(windows[0], [10, 11, 12, 20, 21, 0], [11, 12, 13, 21, 22, 0], [true, true], [3, 2]);
        Check(windows[1], [13, 14, 0, 30, 31, 32], [14, 15, 0, 31, 32, 33], [false, true], [2, 3]);
        Check(windows[2], [0, 0, 0, 33, 0, 0], [0, 0, 0, 34, 0, 0], [false, false], [0, 1]);
        Assert.IsTrue(windows[1].StartsAny && !windows[1].StartsAll);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, windows.Select(w => w.Step).ToArray());
    }

    [TestMethod]
    public void Every_element_comes_once_and_in_order()
    {
        var lengths = new[] { 9, 1, 4, 30, 2, 17, 0, 5, 5, 12 };
        var sequences = lengths.Select((n, i) => Sequence(1000 * (i + 1), n)).ToArray();
        var rows = new List<int>[3];
        for (var row = 0; row < 3; row++) rows[row] = [];
        foreach (var w in SequenceBatcher.Windows(sequences, rows: 3, time: 4))
            for (var row = 0; row < 3; row++)
            {
                if (w.Starts[row]) rows[row].Add(-1);
                rows[row].AddRange(w.Inputs.ToArray<int>().Skip(row * 4).Take(w.Lengths[row]));
            }
        var seen = rows.SelectMany(r => string.Join(',', r).Split("-1,", StringSplitOptions.RemoveEmptyEntries)).Select(s => s.TrimEnd(',')).Order().ToArray();
        var expected = lengths.Select((n, i) => string.Join(',', Enumerable.Range(1000 * (i + 1), Math.Max(0, n - 1)))).Where(s => s.Length > 0).Order().ToArray();
        CollectionAssert.AreEqual(expected, seen);
    }

    [TestMethod]
    public async Task Sequences_that_arrive_are_batched_as_those_that_are_there()
    {
        NDArray[] sequences = [Sequence(10, 6), Sequence(20, 3), Sequence(30, 5)];
        var expected = SequenceBatcher.Windows(sequences, rows: 2, time: 3).ToArray();
        var arrived = await SequenceBatcher.Windows(sequences.ToAsyncEnumerable(), rows: 2, time: 3).ToArrayAsync();
        Assert.HasCount(expected.Length, arrived);
        foreach (var (e, a) in expected.Zip(arrived)) Check(a, e.Inputs.ToArray<int>(), e.Targets.ToArray<int>(), [.. e.Starts], [.. e.Lengths]);
    }

    [TestMethod]
    public void Sequences_are_taken_when_a_row_needs_one()
    {
        var taken = 0;
        IEnumerable<NDArray> Endless()
        {
            while (true) yield return Sequence(++taken, 9);
        }
        _ = SequenceBatcher.Windows(Endless(), rows: 2, time: 4).Take(2).ToArray();
        Assert.AreEqual(2, taken);
    }

    [TestMethod]
    public void Frames_with_labels()
    {
        (NDArray, NDArray)[] sequences = [(NDArray.Of(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }), new[] { 7L, 8, 9 })];
        var window = SequenceBatcher.Windows(sequences, rows: 1, time: 4).Single();
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6, 0, 0 }, window.Inputs.ToArray<float>());
        CollectionAssert.AreEqual(new long[] { 7, 8, 9, 0 }, window.Targets.ToArray<long>());
        CollectionAssert.AreEqual(new[] { 3 }, window.Lengths.ToArray());
    }

    [TestMethod]
    public void Frames_of_another_shape() => Assert.AreEqual("The frames of a sequence are float32(3,), those of the first float32(2,).",
        Assert.ThrowsExactly<ValueError>(() => SequenceBatcher.Windows([new float[4, 2], new float[4, 3]], rows: 2, time: 3).ToArray()).Message);

    [TestMethod]
    public void No_sequences_make_no_windows() => Assert.IsEmpty(SequenceBatcher.Windows(Array.Empty<NDArray>(), rows: 2, time: 3));

    private static NDArray Sequence(int first, int length) => NDArray.From(Enumerable.Range(first, length).ToArray(), length);

    private static void Check(Window window, int[] inputs, int[] targets, bool[] starts, int[] lengths)
    {
        CollectionAssert.AreEqual(inputs, window.Inputs.ToArray<int>());
        CollectionAssert.AreEqual(targets, window.Targets.ToArray<int>());
        CollectionAssert.AreEqual(starts, window.Starts.ToArray());
        CollectionAssert.AreEqual(lengths, window.Lengths.ToArray());
    }
}
