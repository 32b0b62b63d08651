using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;
using TfStatefulLstm.Tests.Runtime;

namespace TfStatefulLstm.Tests.Ops.Queues;

/// <summary>Queues and tables in sessions, filled and emptied by several threads. What one thread sees is in the recorded cases.</summary>
[TestClass]
public sealed class QueueTests
{
    private const string Queue = """
        q = FIFOQueueV2 {component_types: float, shapes: [], capacity: 2}
        x = Placeholder
        put = QueueEnqueueV2(q, x) {Tcomponents: float}
        take = QueueDequeueV2(q) {component_types: float}
        three = Const {dtype: int32, value: 3}
        many = QueueDequeueManyV2(q, three) {component_types: float}
        close = QueueCloseV2(q)
        cancel = QueueCloseV2(q) {cancel_pending_enqueues: true}
        size = QueueSizeV2(q)
        v = VariableV2 {shape: [1]}
        init = Assign(v, zero)
        zero = Const {value: [0]}
        one = Const {value: [1]}
        add = AssignAdd(v, one)
        counted = Identity(take, ^add)
        fill = NoOp(^put, ^add)
        """;

    [TestMethod]
    [Timeout(30_000)]
    public void Who_waits_for_a_queue_lets_others_write_variables()
    {
        using var engine = GraphText.Engine(Queue);
        engine.Run("", "init");
        // The taker has its turn to write and waits; the one who fills wants its turn too.
        var taken = Task.Run(() => Enumerable.Range(0, 20).Select(_ => engine.Floats("counted", "add")[0]).ToArray());
        for (var i = 0; i < 20; i++) engine.Run("", "put", ("x", (float)i));
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(i => (float)i).ToArray(), taken.Result);
        Assert.AreEqual(20, engine.Floats("v")[0]);
    }

    [TestMethod]
    [Timeout(30_000)]
    public void A_batch_waits_for_its_last_tuple_and_gives_back_what_it_had_when_none_comes()
    {
        using var engine = GraphText.Engine(Queue.Replace("capacity: 2", "capacity: 5", StringComparison.Ordinal));
        var batch = Task.Run(() => engine.Floats("many"));
        for (var i = 0; i < 3; i++) engine.Run("", "put", ("x", (float)i));
        CollectionAssert.AreEqual(new float[] { 0, 1, 2 }, batch.Result);
        engine.Run("", "put", ("x", 7f));
        var failing = Task.Run(() => Assert.ThrowsExactly<OutOfRangeError>(() => engine.Run("many")));
        engine.Run("", "close");
        Assert.AreEqual("FIFOQueue '_0_q' is closed and has insufficient elements (requested 3, current size 1)", failing.Result.Message);
        Assert.AreEqual(1, engine.Run("size")[0].Item<int>());
        Assert.AreEqual("Queue '_0_q' is already closed.", Assert.ThrowsExactly<CancelledError>(() => engine.Run("", "close")).Message);
        Assert.AreEqual("FIFOQueue '_0_q' is closed.", Assert.ThrowsExactly<CancelledError>(() => engine.Run("", "put", ("x", 1f))).Message);
    }

    [TestMethod]
    [Timeout(30_000)]
    public void A_wait_ends_when_it_is_cancelled_runs_out_of_time_or_the_queue_closes()
    {
        using var engine = GraphText.Engine(Queue);
        Assert.ThrowsExactly<DeadlineExceededError>(() => engine.Run(new Dictionary<string, NDArray>(), ["take:0"], [], new RunOptions { TimeoutInMs = 50 }));
        using var source = new CancellationTokenSource(50);
        Assert.ThrowsExactly<CancelledError>(() => engine.Run(new Dictionary<string, NDArray>(), ["take:0"], [], new RunOptions { Cancellation = source.Token }));
        for (var i = 0; i < 2; i++) engine.Run("", "put", ("x", (float)i));
        var full = Task.Run(() => Assert.ThrowsExactly<CancelledError>(() => engine.Run("", "put", ("x", 2f))));
        while (full.Status < TaskStatus.Running) Thread.Yield();
        engine.Run("", "cancel");
        Assert.AreEqual(ErrorCode.Cancelled, full.Result.Code);
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("take"));
    }

    [TestMethod]
    public void A_vocabulary_is_read_from_a_file()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "words.txt");
        File.WriteAllText(file, "the\t5\ncat\t7\n");
        Assert.AreEqual("[the, 0], [cat, 1], [sat, -1]", Found(0, -1, DType.Int64));
        Assert.AreEqual("[the, 5], [cat, 7], [sat, -1]", Found(0, 1, DType.Int64));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => Found(0, 2, DType.Int64)).Message, "expected at least 3 got 2");
        File.Delete(file);
        Assert.ThrowsExactly<NotFoundError>(() => Found(0, 1, DType.Int64));

        string Found(int key, int value, DType type)
        {
            var table = new OpCase("HashTableV2") { Attrs = { ["key_dtype"] = DType.String, ["value_dtype"] = type } }.Run()[0];
            new OpCase("InitializeTableFromTextFileV2", table, file) { Attrs = { ["key_index"] = key, ["value_index"] = value } }.Run();
            var words = new[] { "the", "cat", "sat" };
            return string.Join(", ", words.Zip(new OpCase("LookupTableFindV2", table, words, NDArray.Scalar(-1).AsType(type)).Run()[0].ToArray<long>(), (w, n) => $"[{w}, {n}]"));
        }
    }

    [TestMethod]
    public void A_table_that_is_filled_once_keeps_its_entries()
    {
        var table = new OpCase("HashTableV2") { Attrs = { ["key_dtype"] = DType.Int64, ["value_dtype"] = DType.Float32 } }.Run()[0];
        new OpCase("LookupTableFindV2", table, new[] { 1L }, 0f).Fails<FailedPreconditionError>("Table not initialized.");
        new OpCase("InitializeTableV2", table, new[] { 1L, 1L }, new[] { 2f, 3f }).FailsWith<FailedPreconditionError>("HashTable has different value for same key. Key 1 has 2 and trying to add value 3");
        new OpCase("InitializeTableV2", table, new[] { 1L }, new[] { 2f }).Run();
        new OpCase("LookupTableFindV2", table, new[,] { { 1L }, { 4L } }, -1f) { Expected = [new float[,] { { 2 }, { -1 } }] }.Check();
        new OpCase("LookupTableSizeV2", table) { Expected = [1L] }.Check();
        new OpCase("LookupTableFindV2", table, new[] { 1 }, 0f).Fails<InvalidArgumentError>("Key must be type int64 but got int32");
    }
}
