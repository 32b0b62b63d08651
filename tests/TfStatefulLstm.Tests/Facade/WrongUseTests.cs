using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>What a wrong use gets while a graph is built: TensorFlow 1.15's exceptions with its words.</summary>
[TestClass]
public sealed class WrongUseTests
{
    private readonly Graph _graph = new();
    private readonly Tensor _x, _y, _i, _p;

    public WrongUseTests()
    {
        using var current = _graph.AsDefault();
        _x = tf.placeholder(tf.float32, [2, 3], name: "x");
        _y = tf.placeholder(tf.float32, [4, 5], name: "y");
        _i = tf.placeholder(tf.int32, [2, 3], name: "i");
        _p = tf.placeholder(tf.@bool, [], name: "p");
    }

    [TestMethod]
    public void Shapes_that_do_not_fit()
    {
        Fails<ValueError>("Dimensions must be equal, but are 3 and 4 for 'product' (op: 'MatMul') with input shapes: [2,3], [4,5].", () => tf.matmul(_x, _y, name: "product"));
        Fails<ValueError>("Dimensions must be equal, but are 2 and 4 for 'sum' (op: 'Add') with input shapes: [2,3], [4,5].", () => tf.add(_x, _y, name: "sum"));
        Fails<ValueError>("Dimensions must be equal, but are 2 and 4 for 'add' (op: 'AddV2') with input shapes: [2,3], [4,5].", () => _x + _y);
        Fails<ValueError>("Dimension 0 in both shapes must be equal, but are 3 and 5. Shapes are [3] and [5]. for 'joined' (op: 'ConcatV2') with input shapes: [2,3], [4,5], [] "
            + "and with computed input tensors: input[2] = <0>.", () => tf.concat([_x, _y], 0, name: "joined"));
        Fails<ValueError>("Shape must be rank 2 but is rank 0 for 'joined_1' (op: 'ConcatV2') with input shapes: [2,3], [], [].", () => tf.concat([_x, tf.constant(1.0)], 0, name: "joined"));
        Fails<ValueError>("Cannot reshape a tensor with 6 elements to shape [4,2] (8 elements) for 'r' (op: 'Reshape') with input shapes: [2,3], [2] "
            + "and with input tensors computed as partial shapes: input[1] = [4,2].", () => tf.reshape(_x, [4, 2], name: "r"));
        Fails<ValueError>("Can not squeeze dim[0], expected a dimension of 1, got 2 for 'q' (op: 'Squeeze') with input shapes: [2,3].", () => tf.squeeze(_x, [0], name: "q"));
        Fails<ValueError>("Dimensions must be equal, but are 3 and 2 for 'b' (op: 'BiasAdd') with input shapes: [2,3], [2].", () => tf.nn.bias_add(_x, [1.0, 2.0], name: "b"));
        Fails<ValueError>("slice index 3 of dimension 0 out of bounds. for 'strided_slice' (op: 'StridedSlice') with input shapes: [2,3], [1], [1], [1] "
            + "and with computed input tensors: input[1] = <3>, input[2] = <4>, input[3] = <1>.", () => _x[3]);
        Fails<ValueError>("Dimension size must be evenly divisible by 2 but is 3\n\tNumber of ways to split should evenly divide the split dimension for 's' (op: 'Split') "
            + "with input shapes: [], [2,3] and with computed input tensors: input[0] = <1>.", () => tf.split(_x, 2, 1, name: "s"));
        Fails<ValueError>("Dimension must be 2 but is 3 for 't' (op: 'Transpose') with input shapes: [2,3], [3].", () => tf.transpose(_x, [0, 1, 2], name: "t"));
        Fails<ValueError>("Rank mismatch: Rank of labels (received 2) should equal rank of logits minus 1 (received 2).",
            () => tf.nn.sparse_softmax_cross_entropy_with_logits(labels: _i, logits: _x));
    }

    [TestMethod]
    public void A_refused_operation_leaves_no_trace()
    {
        var count = _graph.Operations.Count;
        Assert.ThrowsExactly<ValueError>(() => In(() => { using (tf.control_dependencies([_p])) return tf.add(_x, _y); }));
        Assert.IsEmpty(_x.Consumers);
        Assert.IsEmpty(_p.Op.ControlOutputs);
        Assert.HasCount(count, _graph.Operations);
    }

    [TestMethod]
    public void Types_that_do_not_match()
    {
        Fails<TypeError>("Input 'y' of 'Add' Op has type int32 that does not match type float32 of argument 'x'.", () => tf.add(_x, _i));
        Fails<TypeError>("Input 'y' of 'AddV2' Op has type int32 that does not match type float32 of argument 'x'.", () => _x + _i);
        Fails<TypeError>("Input 'b' of 'MatMul' Op has type int32 that does not match type float32 of argument 'a'.", () => tf.matmul(_x, _i));
        Fails<TypeError>("Input 'y' of 'Mul' Op has type float32 that does not match type int32 of argument 'x'.", () => _i * 1.5);
        Fails<TypeError>("Tensors in list passed to 'values' of 'ConcatV2' Op have types [float32, int32] that don't all match.", () => tf.concat([_x, _i], 0));
        Fails<TypeError>("x and y must have the same dtype, got tf.float32 != tf.int32", () => tf.truediv(_x, 2));
        Fails<TypeError>("Expected int32, got 1.5 of type 'float' instead.", () => tf.constant(1.5, tf.int32));
        Fails<TypeError>("dtype <dtype: 'float32'> of on_value does not match dtype parameter <dtype: 'int32'>", () => tf.one_hot(_i, 3, on_value: 1.0, dtype: tf.int32));
    }

    [TestMethod]
    public void Values_that_cannot_be()
    {
        Fails<ValueError>("Too many elements provided. Needed at most 2, but received 3", () => tf.constant([1, 2, 3], shape: [2]));
        Fails<TypeError>("Expected Tensor's shape: (1, 3), got (3,).", () => tf.constant([1, 2, 3], shape: [1, 3], verify_shape: true));
        Fails<ValueError>("axis = 4 not in [-3, 3)", () => tf.stack([_x, _x], axis: 4));
        Fails<ValueError>("Cannot infer num from shape (?,)", () => tf.unstack(tf.placeholder(tf.float32, [-1])));
        Fails<ValueError>("Cannot specify both 'reduction_indices' and 'axis'", () => tf.reduce_sum(_x, axis: 0, reduction_indices: 1));
        Fails<ValueError>("rate must be a scalar tensor or a float in the range [0, 1), got 1.5", () => tf.nn.dropout(_x, rate: 1.5));
        Fails<ValueError>("x has to be a floating point tensor since it's going to be scaled. Got a <dtype: 'int32'> tensor instead.", () => tf.nn.dropout(_i, rate: 0.5));
        Fails<InvalidArgumentError>("Dimension (5) must be in the range [-2, 2) where 2 is the number of dimensions in the input.", () => tf.nn.softmax(_x, 5));
        Fails<ValueError>("Must specify maxval for integer dtype tf.int32", () => tf.random_uniform([2], dtype: tf.int32));
        Fails<ValueError>("Must have at least one Tensor: []", () => tf.tuple(System.Array.Empty<TensorConvertible>()));
    }

    [TestMethod]
    public void Names_graphs_and_devices()
    {
        Fails<ValueError>("'a b' is not a valid scope name", () => tf.name_scope("a b"));
        Fails<ValueError>("'_a' is not a valid scope name", () => tf.identity(_x, name: "_a"));
        Fails<ValueError>("Unknown attribute: 'nowhere' in '/nowhere:0'", () => tf.device("/nowhere:0"));
        var other = new Graph();
        Tensor o;
        using (other.AsDefault()) o = tf.constant(1.0, name: "o");
        const string message = "Tensor(\"o:0\", shape=(), dtype=float32) must be from the same graph as Tensor(\"x:0\", shape=(2, 3), dtype=float32).";
        Fails<ValueError>(message, () => tf.add(_x, o));
        Fails<ValueError>(message, () => _x + o);
        _graph.finalize();
        Fails<RuntimeError>("Graph is finalized and cannot be modified.", () => tf.identity(_x));
    }

    [TestMethod]
    public void Loops()
    {
        Fails<ValueError>("Input tensor 'x:0' enters the loop with shape (2, 3), but has shape (4, 3) after one iteration. To allow the shape to vary across iterations, "
            + "use the `shape_invariants` argument of tf.while_loop to specify a less-specific shape.",
            () => tf.while_loop((a, b) => a < 3, (a, b) => (a + 1, tf.concat([b, b], 0)), (tf.constant(0), _x)));
        Fails<ValueError>("The shape invariant specified for x:0 is not compatible with the initial shape of the loop variable. It enters the loop with shape (2, 3), "
            + "but the specified shape invariant is (2, 4).", () => tf.while_loop(a => tf.reduce_sum(a) < 3.0, a => a, _x, shape_invariants: Nest<Shape>.List(new Shape(2, 4))));
        Fails<ValueError>("No loop variables provided", () => tf.while_loop(_ => _p, v => v, Nest<FlowValue>.List([])));
        Fails<TypeError>("parallel_iterations must be a positive integer.", () => tf.while_loop(a => a < 3, a => a + 1, tf.constant(0), parallel_iterations: 0));
        Fails<ValueError>("maximum_iterations must be a scalar, saw shape: (2,)", () => tf.while_loop(a => a < 3, a => a + 1, tf.constant(0), maximum_iterations: [1, 2]));
        var structure = Assert.ThrowsExactly<ValueError>(() => In(() => tf.while_loop(_ => _p, v => Nest<FlowValue>.Tuple(v[0]), Nest<FlowValue>.Tuple([(FlowValue)0, (FlowValue)_x]))));
        Assert.Contains("The two structures don't have the same number of elements.", structure.Message);
        Tensor? inner = null;
        In(() => tf.while_loop(a => a < 3, a => { inner = tf.constant(1, name: "inner") + a; return a + 1; }, tf.constant(0), name: "loop"));
        Fails<ValueError>("Cannot use 'loop/add' as input to 'use' because 'loop/add' is in a while loop. See info log for more details.", () => tf.add(inner!, 1, name: "use"));
        Assert.IsFalse(_graph.IsFetchable(inner!.Op));
        Assert.IsFalse(_graph.IsFeedable(inner));
    }

    [TestMethod]
    public void Branches_and_arrays()
    {
        Fails<ValueError>("Outputs of true_fn and false_fn must have the same type: float32, int32", () => tf.cond(_p, () => _x, () => _i));
        Fails<TypeError>("pred must not be a Python bool", () => tf.cond(true, () => _x, () => _x));
        Fails<ValueError>("true_fn must have a return value.", () => tf.cond(_p, () => null!, () => (Nest<FlowValue>)(FlowValue)_x));
        var structure = Assert.ThrowsExactly<ValueError>(() => In(() => tf.cond(_p, () => Nest<FlowValue>.Tuple([(FlowValue)_x, (FlowValue)_i]), () => (FlowValue)_x)));
        Assert.Contains("is a sequence, while substructure", structure.Message);
        var array = In(() => tf.TensorArray(tf.float32, 3).write(0, [1.0, 2.0]));
        Fails<ValueError>("Inconsistent shapes: saw (3,) but expected (2,) ", () => array.write(1, [1.0, 2.0, 3.0]));
        Fails<ValueError>("Size must be provided if handle is not provided", () => new TensorArray(tf.float32));
        Fails<ValueError>("Cannot provide both a handle and size at the same time", () => new TensorArray(tf.float32, 3, handle: array.Handle, flow: array.Flow));
    }

    private void Fails<TError>(string message, Func<object?> build) where TError : Exception =>
        Assert.AreEqual(message, Assert.ThrowsExactly<TError>(() => In(build)).Message);

    private T In<T>(Func<T> build)
    {
        using var current = _graph.AsDefault();
        return build();
    }
}
