using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Runtime;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Facade;

[TestClass]
public sealed class SessionTests
{
    private readonly Graph _graph = new();

    private IDisposable? _scope;

    [TestInitialize]
    public void Open() => _scope = _graph.AsDefault();

    [TestCleanup]
    public void Close() => _scope?.Dispose();

    private (Tensor X, Tensor Doubled, Tensor Sum) Model()
    {
        var x = tf.placeholder(DType.Float32, new Shape(2, 3), "x");
        return (x, tf.multiply(x, 2f, "doubled"), tf.add(x, 1f, "sum"));
    }

    private static readonly float[,] Batch = { { 1, 2, 3 }, { 4, 5, 6 } };

    [TestMethod]
    public void A_tuple_of_fetches_comes_back_as_a_tuple()
    {
        var (x, doubled, sum) = Model();
        using var sess = tf.Session();
        var (d, s) = sess.run((doubled, sum), (x, Batch));
        CollectionAssert.AreEqual(new float[] { 2, 4, 6, 8, 10, 12 }, d.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 2, 3, 4, 5, 6, 7 }, s.ToArray<float>());
        var (again, nothing, named) = sess.run((doubled, doubled.Op, "sum:0"), new FeedItem(x, Batch));
        CollectionAssert.AreEqual(d.ToArray<float>(), again.ToArray<float>());
        Assert.IsNull(nothing, "an operation has no value");
        CollectionAssert.AreEqual(s.ToArray<float>(), named.ToArray<float>());
    }

    [TestMethod]
    public void A_nested_fetch_comes_back_in_its_structure()
    {
        var (x, doubled, sum) = Model();
        using var sess = tf.Session();
        Nest<Tensor> state = Nest<Tensor>.Tuple(Nest<Tensor>.NamedTuple("LSTMStateTuple", ("c", doubled), ("h", sum)), x);
        var (values, d) = sess.run((state, doubled), (x, Batch));
        Assert.AreEqual(2f, values[0]["c"].Value.At<float>(0, 0));
        Assert.AreEqual(2f, values[0]["h"].Value.At<float>(0, 0));
        Assert.AreEqual(1f, values[1].Value.At<float>(0, 0), "a fed tensor can be fetched");
        Assert.AreEqual(12f, d.At<float>(1, 2));
        var byName = sess.run(new Dictionary<string, Tensor> { ["twice"] = doubled, ["more"] = sum }, (x, Batch));
        Assert.AreEqual(7f, byName["more"].Value.At<float>(1, 2));
        var list = sess.run([doubled, sum, "x:0"], (x, Batch));
        Assert.AreEqual(3, list.Length);
    }

    [TestMethod]
    public void Feeds_go_by_tensor_name_dictionary_and_structure_and_any_tensor_can_be_fed()
    {
        var (x, doubled, sum) = Model();
        var total = tf.add(doubled, sum);
        using var sess = tf.Session();
        var expected = sess.run(total, (x, Batch)).ToArray<float>();
        CollectionAssert.AreEqual(expected, sess.run(total, ("x:0", Batch)).ToArray<float>());
        CollectionAssert.AreEqual(expected, sess.run(total, new Dictionary<Tensor, NDArray> { [x] = Batch }).ToArray<float>());
        CollectionAssert.AreEqual(expected, sess.run(total, (Nest<Tensor>.Tuple(x), Nest<NDArray>.Tuple((NDArray)Batch))).ToArray<float>());
        var partial = sess.run(total, (doubled, new float[2, 3]), (sum, Batch));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, partial.ToArray<float>());
        // As NumPy does, the value takes the tensor's type.
        Assert.AreEqual(8f, sess.run(doubled, (x, new int[,] { { 4, 4, 4 }, { 4, 4, 4 } })).At<float>(0, 0));
    }

    [TestMethod]
    public void A_session_takes_a_graph_that_has_grown()
    {
        var (x, doubled, _) = Model();
        using var sess = tf.Session();
        sess.run(doubled, (x, Batch));
        var more = tf.add(doubled, 100f);
        Assert.AreEqual(102f, sess.run(more, (x, Batch)).At<float>(0, 0));
    }

    [TestMethod]
    public void A_callable_takes_its_feeds_in_order()
    {
        var (x, doubled, sum) = Model();
        using var sess = tf.Session();
        using var call = sess.make_callable((Fetch[])[doubled, sum.Op], x);
        var values = call.run(Batch);
        Assert.AreEqual(2f, values[0].At<float>(0, 0));
        Assert.IsNull(values[1]);
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => call.run(new float[3])).Message, "Cannot feed value of shape (3,)");
        Assert.ThrowsExactly<ValueError>(() => call.run());
    }

    [TestMethod]
    public void The_default_session_evaluates_and_follows_the_async_flow()
    {
        var c = tf.constant(3f);
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => c.eval()).Message, "No default session is registered");
        using var sess = tf.Session();
        using (sess.as_default())
        {
            Assert.AreEqual(3f, c.eval().Item<float>());
            Assert.AreSame(sess, Task.Run(() => tf.get_default_session()).Result);
            c.Op.run();
        }
        Assert.IsNull(tf.get_default_session());
    }

    [TestMethod]
    public void Wrong_use_is_told_in_Pythons_words()
    {
        using (var empty = tf.Session())
            Assert.AreEqual("The Session graph is empty.  Add operations to the graph before calling run().", Assert.ThrowsExactly<RuntimeError>(() => empty.run("x:0")).Message);
        var (x, doubled, _) = Model();
        var scalar = tf.placeholder(DType.Int32, new Shape(), "n");
        using var sess = tf.Session();
        string Raised<T>(Action run) where T : Exception => Assert.ThrowsExactly<T>(run).Message;

        Assert.AreEqual("Cannot feed value of shape (3, 2) for Tensor 'x:0', which has shape '(2, 3)'", Raised<ValueError>(() => sess.run(doubled, (x, new float[3, 2]))));
        Assert.AreEqual("Fetch argument 'foo' cannot be interpreted as a Tensor. (\"The name 'foo' refers to an Operation not in the graph.\")", Raised<ValueError>(() => sess.run("foo")));
        StringAssert.StartsWith(Raised<ValueError>(() => sess.run("x:7")), "Fetch argument 'x:7' cannot be interpreted as a Tensor.");
        StringAssert.StartsWith(Raised<TypeError>(() => sess.run(doubled, ("y:0", Batch))), "Cannot interpret feed_dict key as Tensor: The name 'y:0' refers to a Tensor which does not exist.");
        StringAssert.StartsWith(Raised<TypeError>(() => sess.run(doubled, ("x", Batch))), "Cannot interpret feed_dict key as Tensor: ");
        StringAssert.StartsWith(Raised<TypeError>(() => sess.run(doubled, (x, x))), "The value of a feed cannot be a tf.Tensor object.");
        StringAssert.StartsWith(Raised<TypeError>(() => sess.run(scalar, (scalar, 1L << 40))), "Type of feed value 1099511627776 with type <class 'int'> is not compatible with Tensor type int32.");
        Assert.AreEqual("You must feed a value for placeholder tensor 'x' with dtype float and shape [2,3]", Raised<InvalidArgumentError>(() => sess.run(doubled)));
        Assert.AreEqual("You must feed a value for placeholder tensor 'n' with dtype int32", Raised<InvalidArgumentError>(() => sess.run(scalar)));

        using (new Graph().AsDefault())
        {
            var foreign = tf.constant(1f, name: "c");
            StringAssert.EndsWith(Raised<ValueError>(() => sess.run(foreign)), "(Tensor Tensor(\"c:0\", shape=(), dtype=float32) is not an element of this graph.)");
            StringAssert.EndsWith(Raised<TypeError>(() => sess.run(doubled, (foreign, 1f))), "is not an element of this graph.");
        }
        sess.Dispose();
        Assert.AreEqual("Attempted to use a closed Session.", Raised<RuntimeError>(() => sess.run(doubled, (x, Batch))));
        StringAssert.Contains(Raised<NotFoundError>(() => tf.Session(target: "tpu://localhost:2222")), "No session factory registered");
    }

    [TestMethod]
    public void Cancelled_and_late_runs_are_told_apart()
    {
        var (x, doubled, _) = Model();
        using var sess = tf.Session();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<CancelledError>(() => sess.run(doubled, [(x, Batch)], new RunOptions(Cancellation: source.Token)));
        Assert.AreEqual(2f, sess.run(doubled, [(x, Batch)], new RunOptions(TimeoutInMs: 60_000)).At<float>(0, 0));
    }

    [TestMethod]
    public void An_endless_loop_ends_when_its_time_is_out_and_changes_nothing()
    {
        var count = Variable("count", 0f);
        var endless = WhileLoop.Build(
            v => tf.greater(v[0].Value.Tensor, -1f),
            v => (FlowValue)tf.add(v[0].Value.Tensor, (Tensor)count.AssignAdd(0f)),
            (FlowValue)tf.constant(0f)).Value.Tensor;
        using var sess = tf.Session(config: tf.ConfigProto(operation_timeout_in_ms: 100));
        sess.run(count.Initializer);
        Assert.AreEqual("Timed out waiting for notification", Assert.ThrowsExactly<DeadlineExceededError>(() => sess.run((endless, endless.Op))).Message);
        Assert.AreEqual(0f, sess.run(count).Item<float>());
    }

    [TestMethod]
    public void The_states_fetched_beside_the_update_are_those_from_before_the_run()
    {
        var state = Variable("state", 1f);
        var next = tf.multiply(state, 2f);
        var update = state.Assign(next);
        using var sess = tf.Session();
        StringAssert.StartsWith(Assert.ThrowsExactly<FailedPreconditionError>(() => sess.run(state)).Message, "Attempting to use uninitialized value state");
        sess.run(state.Initializer);
        for (var expected = 1f; expected < 100; expected *= 2)
        {
            var (before, after, computed) = sess.run((state, (Fetch)update, next));
            Assert.AreEqual((expected, 2 * expected, 2 * expected), (before.Item<float>(), after.Item<float>(), computed.Item<float>()));
        }
    }

    private VariableBase Variable(string name, float value) => new RefVariable(_graph, InitialValue.Of(tf.constant(value)), new VariableOptions { Name = name });
}
