using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>tests/golden/programs/gradients_ops.py, line by line: the gradient of every op that stands in no loop.</summary>
[TestClass]
public sealed class OpGradientGraphTests
{
    [TestMethod]
    public void Gradients_of_ops_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("gradients_ops", () => new Program().Build());

    private sealed class Program
    {
        private readonly Tensor x = tf.placeholder(tf.float32, [2, 3], name: "x");
        private readonly Tensor y = tf.placeholder(tf.float32, [2, 3], name: "y");
        private readonly Tensor row = tf.placeholder(tf.float32, [3], name: "row");
        private readonly Tensor u = tf.placeholder(tf.float32, [-1, 3], name: "u");
        private readonly Tensor w = tf.placeholder(tf.float32, null, name: "w");
        private readonly Tensor d = tf.placeholder(tf.float64, [2, 3], name: "d");
        private readonly Tensor n = tf.placeholder(tf.int32, [2], name: "n");
        private readonly Tensor three = tf.placeholder(tf.float32, [2, 3, 4], name: "three");
        private readonly Tensor image = tf.placeholder(tf.float32, [1, 4, 4, 2], name: "image");
        private readonly Tensor kernel = tf.placeholder(tf.float32, [2, 2, 2, 3], name: "kernel");

        public void Build()
        {
            using (tf.name_scope("unary")) Unary();
            using (tf.name_scope("twice")) Twice();
            using (tf.name_scope("binary")) Binary();
            using (tf.name_scope("reductions")) Reductions();
            using (tf.name_scope("matrices")) Matrices();
            using (tf.name_scope("arrays"))
            {
                Shapes();
                Parts();
            }
            using (tf.name_scope("rows")) Rows();
            using (tf.name_scope("nn")) Nn();
        }

        private static void Grad(TensorLike ys, params TensorConvertible[] xs) => tf.gradients(ys, xs);

        private static Func<Tensor, Tensor> Op(string type) => t => Node(type, t);

        private static Tensor Node(string type, params TensorLike[] inputs) => Nodes.Make(type, null, inputs);

        private static Tensor Power(Tensor t, double exponent)
        {
            using var scope = tf.name_scope("pow");
            var y = ((TensorLike)exponent).ToTensor(t.Graph, t.DType, "y");
            return Nodes.Make("Pow", scope.Name, [t, y]);
        }

        private static TensorLike Gradients(TensorLike ys, params TensorConvertible[] xs) => TensorLike.List(tf.gradients(ys, xs).Select(g => (TensorLike)g!));

        private void Unary()
        {
            foreach (var f in new[]
                     {
                         Op("Abs"), Op("Neg"), Op("Reciprocal"), Op("Square"), Op("Sqrt"), Op("Rsqrt"), Op("Exp"), Op("Expm1"), Op("Log"), Op("Log1p"), Op("Sin"), Op("Cos"),
                         Op("Tan"), Op("Asin"), Op("Acos"), Op("Atan"), Op("Sinh"), Op("Cosh"), Op("Asinh"), Op("Atanh"), Op("Tanh"), Op("Sigmoid"), Op("Sign"), Op("Erf"),
                         Op("Erfc"), Op("Relu"), Op("Relu6"), Op("Elu"), Op("Selu"), Op("Softplus"), Op("Softsign"), t => tf.nn.softmax(t), t => tf.nn.log_softmax(t),
                         t => tf.nn.leaky_relu(t), Op("L2Loss"), Op("Floor"), Op("Ceil"), Op("Round"),
                     }) Grad(f(x), x);
            Grad(Node("Acosh", x + 1.0), x);
        }

        private void Twice()
        {
            foreach (var f in new[]
                     {
                         Op("Reciprocal"), Op("Square"), Op("Sqrt"), Op("Rsqrt"), Op("Exp"), Op("Tanh"), Op("Sigmoid"), Op("Relu"), Op("Relu6"), Op("Elu"), Op("Selu"),
                         Op("Softplus"), t => tf.nn.leaky_relu(t),
                     }) Grad(Gradients(f(x), x), x);
        }

        private void Binary()
        {
            foreach (var f in new Func<Tensor, Tensor, Tensor>[]
                     {
                         (a, b) => tf.add(a, b), (a, b) => tf.subtract(a, b), (a, b) => tf.multiply(a, b), (a, b) => tf.divide(a, b), (a, b) => tf.div_no_nan(a, b),
                         (a, b) => tf.pow(a, b), (a, b) => tf.maximum(a, b), (a, b) => tf.minimum(a, b), (a, b) => tf.math.squared_difference(a, b),
                         (a, b) => tf.floormod(a, b), (a, b) => Node("Xlogy", a, b), (a, b) => Node("Xdivy", a, b),
                     })
            {
                foreach (var (a, b) in new[] { (x, y), (x, row), (u, row), (w, x) }) Grad(f(a, b), a, b);
            }
            Grad(d * 2.0 + 1.0 - d / d, d);
            Grad(tf.floordiv(x, y) + x, x);
            Grad(tf.div(x, row), x, row);
            Grad(Node("Atan2", x, y), x, y);
        }

        private void Reductions()
        {
            foreach (var f in new Func<Tensor, TensorLike?, bool?, Tensor>[]
                     {
                         (t, axis, keep) => tf.reduce_sum(t, axis, keepdims: keep), (t, axis, keep) => tf.reduce_mean(t, axis, keepdims: keep),
                         (t, axis, keep) => tf.reduce_max(t, axis, keepdims: keep), (t, axis, keep) => tf.reduce_min(t, axis, keepdims: keep),
                         (t, axis, keep) => tf.reduce_prod(t, axis, keepdims: keep),
                     })
            {
                Grad(f(x, null, null), x);
                Grad(f(x, new[] { 0 }, null), x);
                Grad(f(x, 1, null), x);
                Grad(f(x, new[] { 1 }, true), x);
                Grad(f(u, null, null), u);
                Grad(f(u, -1, null), u);
                Grad(f(w, new[] { 0 }, null), w);
            }
            Grad(tf.reduce_logsumexp(x, 1), x);
            Grad(tf.cumsum(x, 1, exclusive: true), x);
            Grad(tf.cumprod(x, 1), x);
            Grad(tf.add_n([x, y, x]), x, y);
            Grad(tf.accumulate_n([x, y]), x, y);
        }

        private void Matrices()
        {
            int[] swapped = [0, 2, 1];
            foreach (var ta in new[] { false, true })
            {
                foreach (var tb in new[] { false, true })
                {
                    var a = ta ? tf.transpose(x) : x;
                    Grad(tf.matmul(a, tb ? y : tf.transpose(y), transpose_a: ta, transpose_b: tb), x, y);
                    a = ta ? tf.transpose(three, swapped) : three;
                    Grad(tf.matmul(a, tb ? three : tf.transpose(three, swapped), transpose_a: ta, transpose_b: tb), three);
                }
            }
            Grad(tf.matmul(three, tf.expand_dims(tf.transpose(three[0]), 0)), three);
            Grad(tf.nn.xw_plus_b(x, tf.transpose(y), x[0, ..2]), x, y);
        }

        private void Shapes()
        {
            Grad(tf.reshape(x, new[] { 3, 2 }), x);
            Grad(tf.reshape(u, new[] { -1 }), u);
            Grad(tf.expand_dims(x, 1), x);
            Grad(tf.squeeze(tf.expand_dims(u, 1), new[] { 1 }), u);
            Grad(tf.transpose(x), x);
            Grad(tf.concat([x, y], 0), x, y);
            Grad(tf.concat([x, u], -2), x, u);
            Grad(tf.concat([x, y, x], -1), x, y);
            Grad(tf.concat(TensorLike.List(Enumerable.Repeat((TensorLike)x, 17)), 1), x);
            Grad(tf.stack([x, y]), x, y);
            Grad(tf.stack([x, y], axis: 1), x, y);
            Grad(tf.unstack(x)[1], x);
            Grad(tf.split(x, 3, 1)[2], x);
            Grad(tf.split(x, new[] { 1, 2 }, 1)[1], x);
            Grad(tf.slice(x, new[] { 0, 1 }, new[] { 2, 2 }), x);
            Grad(x[.., 1..], x);
            Grad(x[0], x);
            Grad(x[Slice.Ellipsis, Slice.NewAxis], x);
            Grad(Gradients(Power(x[new Slice(null, null, 2), 1], 2.0), x), x);
            Grad(tf.pad(x, new[,] { { 1, 0 }, { 0, 2 } }), x);
            Grad(tf.pad(x, new[,] { { 1, 0 }, { 0, 2 } }, constant_values: 3.0), x);
            Grad(tf.tile(x, new[] { 2, 1 }), x);
            Grad(tf.reverse(x, new[] { 1 }), x);
            Grad(tf.reverse_sequence(x, n, seq_axis: 1), x);
        }

        private void Parts()
        {
            Grad(tf.gather(x, n), x);
            Grad(tf.gather(x, n, axis: 1), x);
            Grad(tf.gather(three, new[,] { { 1 }, { 0 } }, axis: 1, batch_dims: 1), three);
            Grad(tf.gather_nd(x, new[,] { { 0, 1 }, { 1, 2 } }), x);
            Grad(tf.gather_nd(x, new[,] { { 1 }, { 0 } }), x);
            Grad(Node("ScatterNd", new[,] { { 1 }, { 3 } }, x, new[] { 4, 3 }), x);
            Grad(Node("BroadcastTo", row, new[] { 2, 3 }), row);
            Grad(tf.fill(new[] { 2, 2 }, x[0, 0]), x);
            Grad(TensorLike.List(Nodes.Op("IdentityN", null, [new TensorLike[] { x, y }]).Outputs.Select(t => (TensorLike)t)), x, y);
            Grad(tf.where(x > 0.5, x, y), x, y);
            Grad(tf.cast(x, tf.float64), x);
            Grad(tf.cast(tf.cast(x, tf.int32), tf.float32) * x, x);
            Grad(Node("MatrixBandPart", x, 0, 1), x);
            var parts = Nodes.Op("DynamicPartition", null, [tf.concat([x, new TensorLike[] { row }], 0), new[] { 0, 1, 0 }], ("num_partitions", AttrValues.Of(2L))).Outputs;
            Grad(Node("DynamicStitch", new TensorLike[] { new[] { 0, 2 }, new[] { 1 } }, new TensorLike[] { parts[0], parts[1] }), x, row);
            Grad(Nodes.Make("CheckNumerics", null, [x], ("message", AttrValues.Of("x is wrong"))), x);
            Grad(tf.boolean_mask(x, new[] { true, false }), x);
            Grad(tf.nn.top_k(x, 2).Item1, x);
            Grad(tf.placeholder_with_default(x, [-1, 3]), x);
            Grad(Nodes.Make("EnsureShape", null, [u], ("shape", AttrValues.Of(new Shape(2, 3)))), u);
            Grad(Node("SparseToDense", new[,] { { 0, 0 }, { 1, 1 } }, new[] { 2, 3 }, row[..2], row[2]), row);
            Grad(Node("UnsortedSegmentSum", x, n, 3), x);
            Grad(tf.stop_gradient(x) * y, x, y);
        }

        private void Rows()
        {
            Grad(tf.gather(x, n) + tf.gather(x, new[] { 0, 0 }), x);
            Grad([tf.gather(x, n), x], x);
            Grad(tf.concat([tf.gather(tf.concat([x, y], 0), n), x], 0), x, y);
            Grad(tf.gather(tf.concat([x, y], 1), n), x, y);
            Grad(tf.gather(tf.reshape(x, new[] { 3, 2 }), n), x);
            Grad(tf.gather(tf.tile(x, new[] { 2, 1 }), n), x);
            Grad(tf.gather(tf.tanh(x), n), x);
        }

        private void Nn()
        {
            Grad(tf.nn.bias_add(x, row), x, row);
            Grad(tf.nn.bias_add(image, row[..2]), image, row);
            Grad(Gradients(tf.nn.bias_add(x, row * row), row), row);
            Grad(tf.nn.softmax_cross_entropy_with_logits_v2(labels: tf.nn.softmax(y), logits: x), x, y);
            Grad(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: n, logits: x), x);
            Grad(tf.nn.sigmoid_cross_entropy_with_logits(labels: y, logits: x), x, y);
            Grad(tf.nn.conv2d(image, kernel, strides: [1, 1, 1, 1], padding: "SAME"), image, kernel);
            Grad(Gradients(Power(tf.nn.conv2d(image, kernel, strides: [1, 2, 2, 1], padding: "VALID"), 2.0), image, kernel), image, kernel);
            Grad(tf.nn.max_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], "VALID"), image);
            Grad(tf.nn.avg_pool(image, [1, 2, 2, 1], [1, 1, 1, 1], "SAME"), image);
            Grad(Gradients(Power(tf.nn.avg_pool(image, [1, 2, 2, 1], [1, 1, 1, 1], "SAME"), 2.0), image), image);
        }
    }
}
