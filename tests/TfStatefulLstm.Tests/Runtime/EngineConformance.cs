using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Runtime;

/// <summary>What every engine owes to sessions; a class for each engine runs it on its own.</summary>
public abstract class EngineConformance
{
    /// <summary>The session target of the engine.</summary>
    protected abstract string Target { get; }

    public static IEnumerable<string> Cases => Golden.Traces;

    /// <summary>Cases that the engine cannot repeat, each with where it leaves the record.</summary>
    protected virtual IReadOnlyDictionary<string, string> Deviations { get; } = new Dictionary<string, string>();

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void What_Python_computed_is_computed_again(string name)
    {
        var result = TraceReplay.Run(Golden.Path($"cases/{name}"), new ReplayOptions
        {
            Engine = graph =>
            {
                var engine = Engines.Create(Target, new EngineOptions());
                engine.Extend(graph);
                return engine;
            },
        });
        if (Deviations.TryGetValue(name, out var where) && !result.Passed) StringAssert.Contains(result.Failure, where);
        else Assert.IsTrue(result.Passed, $"{result.Failure} {string.Join(", ", result.Unsupported)}");
    }

    [TestMethod]
    public void The_gradients_see_the_state_from_before_the_run_whatever_is_fetched_beside_them()
    {
        using var graph = new Graph().AsDefault();
        tf.set_random_seed(7);
        var x = tf.placeholder(tf.float32, (4, 6, 5));
        var cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(16), tf.nn.rnn_cell.LSTMCell(16)]);
        var states = get_state_variables(4, cell);
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: states);
        var update = get_state_update_op(states, last);
        var reset = get_state_reset_op(states, cell, 4);
        var gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables()).Select(g => (Fetch)g!).ToList();
        List<Fetch> withUpdate = [.. gradients, .. update.Select(t => (Fetch)t)];
        using var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        var batch = Ramp(4, 6, 5);
        for (var step = 0; step < 20; step++)
        {
            var alone = session.run((IReadOnlyList<Fetch>)gradients, (x, batch));
            var beside = session.run((IReadOnlyList<Fetch>)withUpdate, (x, batch));
            for (var g = 0; g < alone.Length; g++) Near(alone[g], beside[g], 1e-6f);
        }
        var before = session.run(outputs, (x, batch));
        var withReset = session.run((outputs, reset), (x, batch)).Item1;
        Near(before, withReset, 1e-6f);
        Assert.AreEqual(0f, session.run(tf.reduce_sum(tf.abs(states.Flatten()[0]))).Item<float>());
    }

    [TestMethod]
    public void A_fetched_state_is_the_one_from_before_the_run()
    {
        using var graph = new Graph().AsDefault();
        var v = tf.Variable(new[] { 1f, 2f });
        var next = tf.assign(v, v * 3f);
        using var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        for (var i = 0; i < 20; i++)
        {
            var (old, _) = session.run((v.value(), next));
            CollectionAssert.AreEqual(new[] { MathF.Pow(3, i % 5), 2 * MathF.Pow(3, i % 5) }, old.ToArray<float>());
            if (i % 5 == 4) session.run(tf.global_variables_initializer());
        }
    }

    [TestMethod]
    public void A_graph_grows_between_runs()
    {
        using var graph = new Graph().AsDefault();
        var v = tf.Variable(2f);
        using var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        Assert.AreEqual(6f, session.run(v * 3f).Item<float>());
        session.run(tf.assign_add(v, 1f));
        Assert.AreEqual(9f, session.run(v * 3f).Item<float>());
        using (tf.control_dependencies([tf.assign(v, 5f)])) Assert.AreEqual(6f, session.run(v + 1f).Item<float>());
    }

    [TestMethod]
    public void Callables_take_feeds_in_order()
    {
        using var graph = new Graph().AsDefault();
        var a = tf.placeholder(tf.float32);
        var b = tf.placeholder(tf.float32);
        using var session = tf.Session(target: Target);
        using var call = session.make_callable(a - b, a, b);
        Assert.AreEqual(3f, call.run(5f, 2f)[0].Item<float>());
        Assert.AreEqual(-4f, call.run(1f, 5f)[0].Item<float>());
    }

    [TestMethod]
    public void Strings_and_empty_arrays_go_in_and_out()
    {
        using var graph = new Graph().AsDefault();
        var text = tf.placeholder(tf.@string);
        var numbers = tf.placeholder(tf.float32);
        using var session = tf.Session(target: Target);
        var words = new NDArray(DType.String, 3);
        words.Data<byte[]>()[0] = "a"u8.ToArray();
        words.Data<byte[]>()[2] = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        var back = session.run(tf.identity(text), (text, words)).AsSpan<byte[]>();
        for (var i = 0; i < 3; i++) CollectionAssert.AreEqual(words.AsSpan<byte[]>()[i], back[i]);
        Assert.AreEqual(new Shape(0, 3), session.run(tf.identity(numbers), (numbers, new NDArray(DType.Float32, 0, 3))).Shape);
    }

    [TestMethod]
    public void A_variable_that_has_no_value_is_named()
    {
        using var graph = new Graph().AsDefault();
        var v = tf.Variable(1f, name: "lonely");
        using var session = tf.Session(target: Target);
        var error = Assert.ThrowsExactly<FailedPreconditionError>(() => session.run(v + 1f));
        StringAssert.Contains(error.Message, "Attempting to use uninitialized value lonely");
    }

    [TestMethod]
    public void An_operation_that_fails_is_named_and_the_session_goes_on()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32);
        var product = tf.matmul(x, tf.ones((3, 2)), name: "product");
        using var session = tf.Session(target: Target);
        for (var i = 0; i < 3; i++)
        {
            var error = Assert.ThrowsExactly<InvalidArgumentError>(() => session.run(product, (x, new float[2, 4])));
            Assert.AreEqual("product", error.Op);
        }
        Assert.AreEqual(new Shape(2, 2), session.run(product, (x, new float[2, 3])).Shape);
    }

    [TestMethod]
    public void A_cancelled_run_does_not_begin_and_a_slow_one_runs_out_of_time()
    {
        using var graph = new Graph().AsDefault();
        var v = tf.Variable(0);
        var slow = tf.while_loop(i => tf.less(i, 2_000_000_000), i => i + 1, tf.constant(0));
        var count = tf.assign_add(v, 1);
        using var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        Assert.ThrowsExactly<CancelledError>(() => session.run((Fetch)count, [], new RunOptions(Cancellation: new CancellationToken(true))));
        Assert.ThrowsExactly<DeadlineExceededError>(() => session.run((Fetch)slow, [], new RunOptions(TimeoutInMs: 50)));
        Assert.AreEqual(0, session.run(v.value()).Item<int>());
    }

    [TestMethod]
    public void Concurrent_runs_come_one_after_the_other()
    {
        using var graph = new Graph().AsDefault();
        var v = tf.Variable(0);
        var count = tf.assign(v, v + 1);
        using var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        Parallel.For(0, 200, _ => session.run(count));
        Assert.AreEqual(200, session.run(v.value()).Item<int>());
    }

    [TestMethod]
    public void The_processor_is_a_device_and_partial_runs_are_refused_with_what_to_do_instead()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32);
        using var session = tf.Session(target: Target);
        var cpu = session.list_devices().Single(d => d.Type == "CPU");
        Assert.AreEqual("/job:localhost/replica:0/task:0/device:CPU:0", cpu.Name);
        Assert.IsGreaterThan(0, cpu.MemoryBytes);
        Assert.Contains("feed its value into the next run", Assert.ThrowsExactly<UnimplementedError>(() => session.partial_run_setup((Fetch[])[x + 1f, x * 2f], x)).Message);
        Assert.Contains("partial_run 'h' of 1 fetches and 1 feeds", Assert.ThrowsExactly<UnimplementedError>(() => session.partial_run("h", (Fetch[])[x + 1f], (x, 1f))).Message);
        session.close();
        Assert.ThrowsExactly<RuntimeError>(() => session.list_devices());
    }

    [TestMethod]
    public void A_closed_session_refuses_and_closes_twice()
    {
        using var graph = new Graph().AsDefault();
        var one = tf.constant(1f);
        var session = tf.Session(target: Target);
        session.run(one);
        session.close();
        session.Dispose();
        Assert.ThrowsExactly<RuntimeError>(() => session.run(one));
    }

    private static float[,,] Ramp(int a, int b, int c)
    {
        var values = new float[a, b, c];
        for (var i = 0; i < values.Length; i++) values[i / (b * c), i / c % b, i % c] = MathF.Sin(i);
        return values;
    }

    private static void Near(NDArray expected, NDArray actual, float tolerance)
    {
        var (e, a) = (expected.ToArray<float>(), actual.ToArray<float>());
        Assert.HasCount(e.Length, a);
        for (var i = 0; i < e.Length; i++) Assert.AreEqual(e[i], a[i], tolerance * Math.Max(1, Math.Abs(e[i])), $"element {i}");
    }
}
