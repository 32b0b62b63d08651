using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Runtime.Dataflow;

/// <summary>Frames, iterations and dead values.</summary>
[TestClass]
public sealed class DataflowTests
{
    private const string Branch = """
        p = Placeholder {dtype: bool}
        x = Placeholder
        ten = Const {value: 10}
        switch = Switch(x, p)
        when_false = AddV2(switch, ten)
        when_true = Mul(switch:1, ten)
        merge = Merge(when_false, when_true) {N: 2}
        """;

    // i counts to n; y doubles in every iteration.
    private const string Loop = """
        n = Placeholder
        zero = Const {value: 0}
        start = Const {value: 1}
        i0 = Enter(zero) {frame_name: loop}
        y0 = Enter(start) {frame_name: loop}
        limit = Enter(n) {frame_name: loop, is_constant: true}
        i = Merge(i0, i_next) {N: 2}
        y = Merge(y0, y_next) {N: 2}
        less = Less(i, limit)
        go = LoopCond(less)
        i_switch = Switch(i, go)
        y_switch = Switch(y, go)
        i_body = Identity(i_switch:1)
        one = Const(^i_body) {value: 1}
        two = Const(^i_body) {value: 2}
        i_plus = AddV2(i_body, one)
        y_twice = Mul(y_switch:1, two)
        i_next = NextIteration(i_plus)
        y_next = NextIteration(y_twice)
        i_exit = Exit(i_switch)
        y_exit = Exit(y_switch)
        """;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Only_the_branch_taken_has_a_value(bool passes)
    {
        using var engine = GraphText.Engine(Branch, passes);
        CollectionAssert.AreEqual(new float[] { 30 }, engine.Floats("merge", "", ("p", true), ("x", 3f)));
        CollectionAssert.AreEqual(new float[] { 13 }, engine.Floats("merge", "", ("p", false), ("x", 3f)));
        Assert.AreEqual(1, engine.Run("merge:1", "", ("p", true), ("x", 3f))[0].Item<int>());
        Assert.AreEqual(0, engine.Run("merge:1", "", ("p", false), ("x", 3f))[0].Item<int>());
        var error = Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("when_true", "", ("p", false), ("x", 3f)));
        StringAssert.Contains(error.Message, "does not have value");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_loop_runs_until_its_condition_fails(bool passes)
    {
        using var engine = GraphText.Engine(Loop, passes);
        foreach (var n in new[] { 0, 1, 2, 7, 60, 3 })
            CollectionAssert.AreEqual(new[] { MathF.Pow(2, n), n }, engine.Floats("y_exit i_exit", "", ("n", (float)n)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_loop_in_a_branch_not_taken_is_dead_and_so_is_what_follows(bool passes)
    {
        using var engine = GraphText.Engine(Loop.Replace("n = Placeholder", "q = Placeholder {dtype: bool}\nm = Placeholder\nn_switch = Switch(m, q)\nn = Identity(n_switch:1)")
            .Replace("zero = Const {", "zero = Const(^n) {").Replace("start = Const {", "start = Const(^n) {") + """

            after = AddV2(y_exit, i_exit)
            other = Identity(n_switch)
            result = Merge(other, after) {N: 2}
            """, passes);
        CollectionAssert.AreEqual(new float[] { 37 }, engine.Floats("result", "", ("q", true), ("m", 5f)));
        CollectionAssert.AreEqual(new float[] { 5 }, engine.Floats("result", "", ("q", false), ("m", 5f)));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("after", "", ("q", false), ("m", 5f))).Message, "does not have value");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Loops_nest(bool passes)
    {
        // total += inner(i), where inner(i) = 0 + 1 + ... up to i, one at a time.
        using var engine = GraphText.Engine("""
            n = Placeholder
            zero = Const {value: 0}
            i0 = Enter(zero) {frame_name: outer}
            t0 = Enter(zero) {frame_name: outer}
            limit = Enter(n) {frame_name: outer, is_constant: true}
            i = Merge(i0, i_next) {N: 2}
            t = Merge(t0, t_next) {N: 2}
            less = Less(i, limit)
            go = LoopCond(less)
            i_s = Switch(i, go)
            t_s = Switch(t, go)
            i_b = Identity(i_s:1)
            one = Const(^i_b) {value: 1}
            nought = Const(^i_b) {value: 0}
            j0 = Enter(nought) {frame_name: inner}
            s0 = Enter(t_s:1) {frame_name: inner}
            to = Enter(i_b) {frame_name: inner, is_constant: true}
            j = Merge(j0, j_next) {N: 2}
            s = Merge(s0, s_next) {N: 2}
            j_less = Less(j, to)
            j_go = LoopCond(j_less)
            j_s = Switch(j, j_go)
            s_s = Switch(s, j_go)
            j_b = Identity(j_s:1)
            j_one = Const(^j_b) {value: 1}
            j_plus = AddV2(j_b, j_one)
            s_plus = AddV2(s_s:1, j_b)
            j_next = NextIteration(j_plus)
            s_next = NextIteration(s_plus)
            s_exit = Exit(s_s)
            i_plus = AddV2(i_b, one)
            i_next = NextIteration(i_plus)
            t_next = NextIteration(s_exit)
            t_exit = Exit(t_s)
            """, passes);
        foreach (var n in new[] { 0, 1, 5, 12 })
        {
            var expected = Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, i).Sum());
            CollectionAssert.AreEqual(new float[] { expected }, engine.Floats("t_exit", "", ("n", (float)n)));
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_write_in_a_loop_happens_in_every_iteration_and_is_seen_by_what_follows_it(bool passes)
    {
        using var engine = GraphText.Engine(Loop + """

            v = VariableV2 {shape: []}
            init = Assign(v, zero)
            v_in = RefEnter(v) {frame_name: loop, is_constant: true}
            add = AssignAdd(v_in, one)
            seen = Identity(v_in, ^add)
            sum0 = Enter(zero) {frame_name: loop}
            sum = Merge(sum0, sum_next) {N: 2}
            sum_switch = Switch(sum, go)
            sum_plus = AddV2(sum_switch:1, seen)
            sum_next = NextIteration(sum_plus)
            sum_exit = Exit(sum_switch)
            before = Identity(v)
            later = Const(^i_exit) {value: 1}
            after = Mul(before, later)
            ordered = Mul(before, sum_exit)
            """, passes);
        engine.Run("", "init");
        CollectionAssert.AreEqual(new float[] { 10, 0 }, engine.Floats("sum_exit before", "", ("n", 4f)), "1 + 2 + 3 + 4");
        CollectionAssert.AreEqual(new float[] { 4 }, engine.Floats("before"));
        CollectionAssert.AreEqual(new float[] { 11, 4, 44 + 22 }, engine.Floats("sum_exit before ordered", "", ("n", 2f)), "5 + 6; the product comes after two additions: 6 * 11");
    }

    [TestMethod]
    public void A_write_in_a_branch_not_taken_does_not_happen()
    {
        using var engine = GraphText.Engine(Branch + """

            zero = Const {value: 0}
            v = VariableV2 {shape: []}
            init = Assign(v, zero)
            v_switch = RefSwitch(v, p)
            add = AssignAdd(v_switch:1, when_true)
            read = Identity(v)
            """);
        engine.Run("", "init");
        engine.Run("merge", "add", ("p", false), ("x", 3f));
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("read"));
        engine.Run("merge", "add", ("p", true), ("x", 3f));
        CollectionAssert.AreEqual(new float[] { 30 }, engine.Floats("read"));
    }

    [TestMethod]
    public void A_control_trigger_fires_even_after_dead_nodes()
    {
        using var engine = GraphText.Engine(Branch + """

            trigger = ControlTrigger(^when_true)
            late = Const(^trigger) {value: 7}
            plain = NoOp(^when_true)
            dead = Const(^plain) {value: 7}
            """);
        CollectionAssert.AreEqual(new float[] { 7 }, engine.Floats("late", "", ("p", false), ("x", 3f)));
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("dead", "", ("p", false), ("x", 3f)));
    }

    [TestMethod]
    public void Loops_that_are_not_properly_nested_are_refused()
    {
        using var engine = GraphText.Engine(Loop + "\nmixed = AddV2(y_twice, zero)\nlone = Exit(zero)\nback = NextIteration(zero)");
        var mixed = Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("mixed", "", ("n", 2f)));
        StringAssert.Contains(mixed.Message, "{{node mixed}} has inputs from different frames. The input {{node y_twice}} is in frame 'loop'. The input {{node zero}} is in frame ''.");
        Assert.AreEqual("Invalid Exit op: Cannot find a corresponding Enter op.", Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("lone")).Message);
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("back"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("y_twice", "", ("n", 2f))).Message, "not fetchable");
    }

    [TestMethod]
    public void A_failing_loop_changes_nothing_and_the_next_run_works()
    {
        using var engine = GraphText.Engine(Loop + """

            v = VariableV2 {shape: []}
            init = Assign(v, zero)
            v_in = RefEnter(v) {frame_name: loop, is_constant: true}
            add = AssignAdd(v_in, one)
            check = Placeholder
            check_in = Enter(check) {frame_name: loop, is_constant: true}
            pair = Const(^add) {value: [1 2]}
            bad = AddV2(pair, check_in)
            read = Identity(v)
            """);
        engine.Run("", "init");
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("y_exit", "bad", ("n", 3f), ("check", new float[] { 1, 2, 3 })));
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("read"));
        engine.Run("y_exit", "bad", ("n", 3f), ("check", new float[] { 1, 2 }));
        CollectionAssert.AreEqual(new float[] { 3 }, engine.Floats("read"));
    }
}
