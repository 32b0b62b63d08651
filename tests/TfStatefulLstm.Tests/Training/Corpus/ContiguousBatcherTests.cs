using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Tests.Training.Corpus;

/// <summary>Rows that go on from window to window: the arithmetic of the reference, <c>n = (len - 1) // (B * T) * T</c>.</summary>
[TestClass]
public sealed class ContiguousBatcherTests
{
    [TestMethod]
    public void The_windows_of_the_reference()
    {
        // Of 40 ids 3 rows take (40 - 1) / (3 * 4) * 4 = 12 each.
        var windows = ContiguousBatcher.Of(Enumerable.Range(0, 40).ToArray().AsSpan(), rows: 3, time: 4).Epoch().ToArray();
        Assert.HasCount(3, windows);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 12, 13, 14, 15, 24, 25, 26, 27 }, windows[0].Inputs.ToArray<int>());
        CollectionAssert.AreEqual(new[] { 9, 10, 11, 12, 21, 22, 23, 24, 33, 34, 35, 36 }, windows[2].Targets.ToArray<int>());
        CollectionAssert.AreEqual(new long[] { 3, 4 }, windows[1].Targets.Dims.ToArray());
        CollectionAssert.AreEqual(new[] { 4, 4, 4 }, windows[1].Lengths.ToArray());
    }

    [TestMethod]
    [DataRow(7, 1, 3)]
    [DataRow(100, 5, 7)]
    [DataRow(36, 5, 7)] // one window to the last target
    [DataRow(71, 2, 5)]
    public void A_row_goes_on_with_what_followed(int length, int rows, int time)
    {
        var batcher = ContiguousBatcher.Of(Enumerable.Range(0, length), rows, time);
        var columns = (length - 1) / (rows * time) * time;
        Assert.AreEqual(columns / time, batcher.WindowsPerEpoch);
        for (var row = 0; row < rows; row++)
        {
            var seen = batcher.Epoch().SelectMany(w => w.Inputs.ToArray<int>().Skip(row * time).Take(time)).ToArray();
            CollectionAssert.AreEqual(Enumerable.Range(row * columns, columns).ToArray(), seen);
        }
        foreach (var w in batcher.Epoch()) CollectionAssert.AreEqual(w.Inputs.ToArray<int>().Select(i => i + 1).ToArray(), w.Targets.ToArray<int>());
    }

    [TestMethod]
    public void An_epoch_begins_anew_and_its_windows_are_those_of_the_first()
    {
        var batcher = ContiguousBatcher.Of(Enumerable.Range(0, 40), rows: 3, time: 4);
        var windows = batcher.Epochs(epochs: 3).ToArray();
        Assert.HasCount(9, windows);
        CollectionAssert.AreEqual(new[] { true, false, false, true, false, false, true, false, false }, windows.Select(w => w.StartsAll).ToArray());
        CollectionAssert.AreEqual(windows.Select(w => w.StartsAll).ToArray(), windows.Select(w => w.StartsAny).ToArray());
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 1, 1, 2, 2, 2 }, windows.Select(w => w.Epoch).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 9).Select(k => (long)k).ToArray(), windows.Select(w => w.Step).ToArray());
        CollectionAssert.AreEqual(windows[1].Inputs.ToArray<int>(), windows[7].Inputs.ToArray<int>());
    }

    [TestMethod]
    public void A_training_that_goes_on_takes_the_windows_from_there()
    {
        var batcher = ContiguousBatcher.Of(Enumerable.Range(0, 40), rows: 3, time: 4);
        var (gone, rest) = (batcher.Epochs(epochs: 2).Skip(4).ToArray(), batcher.Epochs(from: 4, epochs: 2).ToArray());
        Assert.HasCount(2, rest);
        for (var k = 0; k < rest.Length; k++)
        {
            CollectionAssert.AreEqual(gone[k].Inputs.ToArray<int>(), rest[k].Inputs.ToArray<int>());
            Assert.AreEqual(gone[k].StartsAll, rest[k].StartsAll);
        }
        Assert.AreEqual(1_000_000_007L / 3, batcher[1_000_000_007].Epoch);
    }

    [TestMethod]
    public void Frames_with_labels()
    {
        var frames = Enumerable.Range(0, 12).Select(t => new float[] { t, -t }).ToArray();
        var labels = Enumerable.Range(0, 12).Select(t => 100 + t).ToArray();
        var batcher = new ContiguousBatcher(NDArray.Of(frames), NDArray.Of(labels), rows: 2, time: 3);
        Assert.AreEqual(2, batcher.WindowsPerEpoch); // all of it: labels need no element more
        CollectionAssert.AreEqual(new long[] { 2, 3, 2 }, batcher[1].Inputs.Dims.ToArray());
        CollectionAssert.AreEqual(new float[] { 3, -3, 4, -4, 5, -5, 9, -9, 10, -10, 11, -11 }, batcher[1].Inputs.ToArray<float>());
        CollectionAssert.AreEqual(new[] { 103, 104, 105, 109, 110, 111 }, batcher[1].Targets.ToArray<int>());
        CollectionAssert.AreEqual(new float[] { 1, -1 }, ContiguousBatcher.Of(frames, 1, 1)[0].Targets.ToArray<float>());
    }

    [TestMethod]
    public async Task A_sequence_that_comes_bit_by_bit()
    {
        var cut = ContiguousBatcher.Of(Enumerable.Range(0, 40), rows: 3, time: 4);
        var read = await ContiguousBatcher.ReadAsync(Arriving(40), rows: 3, time: 4);
        CollectionAssert.AreEqual(cut[2].Inputs.ToArray<int>(), read[2].Inputs.ToArray<int>());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => ContiguousBatcher.ReadAsync(Arriving(40), 3, 4, cancelled.Token));
    }

    [TestMethod]
    [DataRow(12)]
    [DataRow(0)]
    public void A_sequence_that_is_too_short(int length) => Assert.AreEqual($"The sequence has {length} elements, too few for 3 rows of 4: it must have at least 13.",
        Assert.ThrowsExactly<ValueError>(() => ContiguousBatcher.Of(new int[length].AsSpan(), rows: 3, time: 4)).Message);

    [TestMethod]
    public void Targets_must_be_as_many_as_inputs() => Assert.AreEqual("There are 5 inputs, but 4 targets.",
        Assert.ThrowsExactly<ValueError>(() => new ContiguousBatcher(new float[5], new float[4], rows: 1, time: 1)).Message);

    private static async IAsyncEnumerable<int> Arriving(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return i;
        }
    }
}
