using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Runtime;

/// <summary>Which value of a variable a use sees, and that a run is a transaction.</summary>
[TestClass]
public sealed class VariableTests
{
    private const string Counter = """
        zero = Const {value: 0}
        one = Const {value: 1}
        v = VariableV2 {shape: []}
        init = Assign(v, zero)
        read = Identity(v)
        add = AssignAdd(v, one)
        """;

    private static ManagedEngine Initialized(string text, bool passes = true)
    {
        var engine = GraphText.Engine(text, passes);
        engine.Run("", "init");
        return engine;
    }

    [TestMethod]
    public void A_variable_keeps_its_value_between_runs()
    {
        using var engine = Initialized(Counter);
        for (var i = 1; i <= 5; i++)
        {
            CollectionAssert.AreEqual(new[] { (float)i }, engine.Floats("add"));
            CollectionAssert.AreEqual(new[] { (float)i }, engine.Floats("read"));
        }
    }

    [TestMethod]
    public void An_uninitialized_variable_is_named()
    {
        using var engine = GraphText.Engine(Counter + "\nu = AddV2(read, one)\nis = IsVariableInitialized(v)");
        foreach (var fetch in new[] { "read", "v", "add", "u" })
            Assert.AreEqual("Attempting to use uninitialized value v", Assert.ThrowsExactly<FailedPreconditionError>(() => engine.Run(fetch)).Message, fetch);
        Assert.IsFalse(engine.Run("is")[0].Item<bool>());
        engine.Run("", "init");
        Assert.IsTrue(engine.Run("is")[0].Item<bool>());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Without_an_order_a_use_sees_the_value_from_before_the_run(bool passes)
    {
        using var engine = Initialized(Counter + "\nuse = AddV2(read, one)", passes);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 1 }, engine.Floats("read use v add"));
        CollectionAssert.AreEqual(new float[] { 2, 1, 2, 1 }, engine.Floats("add v use read"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void The_use_decides_and_not_the_read(bool passes)
    {
        using var engine = Initialized(Counter + """

            late = Const(^add) {value: 100}
            use = Mul(read, late)
            early = Mul(read, one)
            copy = Identity(read)
            stopped = StopGradient(copy, ^add)
            """, passes);
        CollectionAssert.AreEqual(new float[] { 100, 0, 0, 1 }, engine.Floats("use early copy stopped", "add"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Unordered_writes_come_in_the_order_of_the_graph_and_none_is_lost(bool passes)
    {
        using var engine = Initialized(Counter + """

            ten = Const {value: 10}
            again = AssignAdd(v, ten)
            set = Assign(v, ten)
            more = AssignAdd(v, one)
            """, passes);
        CollectionAssert.AreEqual(new float[] { 11, 1 }, engine.Floats("again add"), "each write gives its own result");
        CollectionAssert.AreEqual(new float[] { 11 }, engine.Floats("read"));
        engine.Run("", "more again set add");
        CollectionAssert.AreEqual(new float[] { 11 }, engine.Floats("read"), "set to ten after two additions, then one more");
    }

    [TestMethod]
    public void A_write_sees_through_another_what_its_dependencies_put_before_it()
    {
        using var engine = Initialized(Counter + """

            w = VariableV2 {shape: []}
            copy = Assign(w, read)
            copy_after = Assign(w, read, ^add)
            wread = Identity(w)
            """);
        engine.Run("", "add copy");
        CollectionAssert.AreEqual(new float[] { 1, 0 }, engine.Floats("read wread"));
        engine.Run("", "copy_after");
        CollectionAssert.AreEqual(new float[] { 2, 2 }, engine.Floats("read wread"));
        engine.Run("", "add");
        CollectionAssert.AreEqual(new float[] { 3, 2 }, engine.Floats("read wread"), "two variables that were given one value stay apart");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_resource_is_read_where_the_read_stands(bool passes)
    {
        using var engine = Initialized("""
            zero = Const {value: 0}
            one = Const {value: 1}
            v = VarHandleOp {shape: [], shared_name: v}
            init = AssignVariableOp(v, zero)
            read = ReadVariableOp(v)
            add = AssignAddVariableOp(v, one)
            after = ReadVariableOp(v, ^add)
            late = Const(^add) {value: 100}
            use = AddV2(read, late)
            use_after = AddV2(after, late)
            """, passes);
        CollectionAssert.AreEqual(new float[] { 0, 1, 100, 101 }, engine.Floats("read after use use_after"));
        CollectionAssert.AreEqual(new float[] { 1 }, engine.Floats("read"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_run_that_throws_half_way_changes_no_variable(bool passes)
    {
        using var engine = Initialized(Counter + """

            w = VariableV2 {shape: []}
            winit = Assign(w, one)
            wadd = AssignAdd(w, one)
            short = Const(^add, ^wadd) {value: [1 2]}
            long = Const {value: [1 2 3]}
            bad = AddV2(short, long)
            wread = Identity(w)
            """, passes);
        engine.Run("", "winit");
        for (var i = 0; i < 3; i++) Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("add bad"));
        CollectionAssert.AreEqual(new float[] { 0, 1 }, engine.Floats("read wread"));
        engine.Run("", "add wadd");
        CollectionAssert.AreEqual(new float[] { 1, 2 }, engine.Floats("read wread"));
    }

    [TestMethod]
    public void A_cancelled_run_and_one_that_is_out_of_time_change_no_variable()
    {
        using var engine = Initialized(Counter);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<CancelledError>(() => engine.Run(new Dictionary<string, NDArray>(), [], ["add"], new RunOptions(Cancellation: cancelled.Token)));
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("read"));
    }

    [TestMethod]
    public void Fetched_values_are_not_touched_by_later_runs()
    {
        using var engine = Initialized(Counter);
        var seen = Enumerable.Range(0, 50).Select(_ => engine.Run("add read v")).ToList();
        for (var i = 0; i < seen.Count; i++)
            CollectionAssert.AreEqual(new float[] { i + 1, i, i }, seen[i].Select(a => a.Item<float>()).ToArray());
    }

    [TestMethod]
    public void Many_threads_updating_give_some_serial_order()
    {
        using var engine = Initialized("""
            zero = Const {value: [0 0 0 0]}
            two = Const {value: 2}
            one = Const {value: [1 1 1 1]}
            v = VariableV2 {shape: [4]}
            w = VariableV2 {shape: [4]}
            init_v = Assign(v, zero)
            init_w = Assign(w, zero)
            init = NoOp(^init_v, ^init_w)
            vread = Identity(v)
            wread = Identity(w)
            twice = Mul(vread, two)
            next = AddV2(twice, one)
            set_v = Assign(v, next)
            set_w = Assign(w, next)
            """);
        // v and w always change together: a reader that saw them differ would have seen half of a state.
        var torn = 0;
        var threads = Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 3; i++) engine.Run("", "set_v set_w");
            for (var i = 0; i < 50; i++)
            {
                var values = engine.Run("vread wread");
                if (!values[0].Bytes.SequenceEqual(values[1].Bytes)) Interlocked.Increment(ref torn);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.AreEqual(0, torn);
        var expected = 0f;
        for (var i = 0; i < 24; i++) expected = 2 * expected + 1;
        Assert.IsTrue(engine.Floats("vread").All(x => x == expected));
    }
}
