using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.ControlFlow.Gradients;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>tests/golden/programs/gradients_flow.py, line by line: gradients through loops, branches and TensorArrays, and the options of <c>tf.gradients</c>.</summary>
[TestClass]
public sealed class FlowGradientGraphTests
{
    [TestMethod]
    public void Gradients_through_control_flow_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("gradients_flow", () => new Program().Build());

    private sealed class Program
    {
        private readonly Tensor x = tf.placeholder(tf.float32, [2, 3], name: "x");
        private readonly Tensor u = tf.placeholder(tf.float32, [-1, 3], name: "u");
        private readonly Tensor n = tf.placeholder(tf.int32, [], name: "n");
        private readonly Tensor flag = tf.placeholder(tf.@bool, [], name: "flag");

        public void Build()
        {
            using (tf.name_scope("loops")) Loops();
            using (tf.name_scope("nested")) Nested();
            using (tf.name_scope("branches")) Branches();
            using (tf.name_scope("arrays")) Arrays();
            using (tf.name_scope("options"))
            {
                Options();
                Variables();
            }
            tf.global_variables_initializer();
        }

        private static void Grad(TensorLike ys, params TensorConvertible[] xs) => tf.gradients(ys, xs);

        private static Nest<FlowValue> Of(FlowValue first, FlowValue second) => Nest<FlowValue>.Tuple(first, second);

        // A loop that counts from 0 and carries one tensor.
        private static Tensor Counted(Func<Tensor, Tensor> cond, Func<Tensor, Tensor, Tensor> body, FlowValue start, bool back_prop = true, bool swap_memory = false,
            int parallel_iterations = 10, TensorLike? maximum_iterations = null) => tf.while_loop(v => cond(v[0].Value.Tensor), v =>
        {
            var (i, s) = (v[0].Value.Tensor, v[1].Value.Tensor);
            var next = i + 1;
            return Of(next, body(i, s));
        }, Of(0, start), back_prop: back_prop, swap_memory: swap_memory, parallel_iterations: parallel_iterations, maximum_iterations: maximum_iterations)[1].Value.Tensor;

        private static (Tensor A, Tensor B) Pair(Func<Tensor, Tensor, (Tensor, Tensor)> body, Tensor start)
        {
            var result = tf.while_loop(v => tf.reduce_sum(v[0].Value.Tensor) < 20.0, v =>
            {
                var (a, b) = body(v[0].Value.Tensor, v[1].Value.Tensor);
                return Of(a, b);
            }, Of(start, start));
            return (result[0].Value.Tensor, result[1].Value.Tensor);
        }

        private void Loops()
        {
            Grad(Counted(i => i < 4, (_, s) => s * x + tf.sin(s), x), x);
            Grad(Counted(i => i < n, (_, s) => s * u, u), u);
            Grad(Counted(i => i < n, (_, s) => tf.tanh(s) * u, u, swap_memory: true, parallel_iterations: 1), u);
            var (a, b) = Pair((a, b) => (a + x, b * a), x);
            Grad(b, x);
            Grad(a, x);
            (a, b) = Pair((a, _) => (a + 1.0, x * 2.0), x);
            Grad([a, b], x);
            (_, b) = Pair((a, _) => (a + 1.0, u * 2.0), u);
            Grad(b, u);
            Grad(Counted(i => i < 3, (i, s) => s + tf.reduce_sum(tf.gather(x, [i % 2, 0])), 0.0f), x);
            Grad(Counted(i => i < 3, (_, s) => s * 2.0, x, back_prop: false) + x, x);
            Grad(Counted(i => i < 3, (_, s) => s * x, x, maximum_iterations: n), x);
            Grad(Counted(i => i < 3, (_, s) => s + (Tensor)tf.gradients(s * s, s)[0]!, x), x);
        }

        private void Nested()
        {
            Grad(Counted(a => a < 3, (a, b) => Counted(c => c < 2, (_, d) => d * x + tf.cast(a, tf.float32), b), x), x);
            Grad(Counted(a => a < n, (a, b) => Counted(c => c < a, (_, d) => tf.sin(d) * u, b), u), u);
        }

        private void Branches()
        {
            Grad(tf.cond(flag, () => x * 2.0, () => tf.square(x)), x);
            Grad(tf.cond(flag, () => u * x, () => u + 1.0), u, x);
            Grad(tf.cond(flag, () => tf.cond(n > 1, () => x, () => -x * x), () => tf.zeros_like(x)), x);
            Grad(tf.cond(flag, () => tf.gather(x, new[] { 0 }), () => tf.gather(x, new[] { 1 })), x);
            Grad(tf.cond(flag, () => Counted(a => a < n, (_, b) => b * x, x), () => x * 3.0), x);
            Grad(Counted(a => a < 3, (a, b) => tf.cond(a > 1, () => b * x, () => tf.tanh(b)), x), x);
            Grad(Counted(a => a < n, (a, b) => tf.cond(a > 1, () => b * u, () => tf.tanh(b)), u), u);
        }

        private void Arrays()
        {
            var ta = tf.TensorArray(tf.float32, size: 3, clear_after_read: false).write(0, x).write(1, x * x).write(2, tf.ones([2, 3]));
            Grad([ta.read(0) * ta.read(1), ta.stack()[0]], x);
            ta = tf.TensorArray(tf.float32, size: 2, clear_after_read: false).unstack(x);
            Grad(ta.read(1) * ta.gather([1, 0]), x);
            ta = tf.TensorArray(tf.float32, size: 2, infer_shape: false).split(x, [1, 1]);
            Grad(ta.concat() * x, x);
            var source = tf.TensorArray(tf.float32, size: 2).unstack(x);
            var filled = tf.while_loop(v => v[0].Value.Tensor < 2, v =>
            {
                var (i, t) = (v[0].Value.Tensor, v[1].Value.TensorArray!);
                var next = i + 1;
                return Of(next, t.write(i, source.read(i) * tf.cast(i, tf.float32)));
            }, Of(0, tf.TensorArray(tf.float32, size: 2, clear_after_read: false)))[1].Value.TensorArray!;
            Grad(filled.stack(), x);
            tf.gradients(filled.stack() * x, x, colocate_gradients_with_ops: true);
        }

        private void Options()
        {
            var t = tf.tanh(x);
            var z = t * t + x;
            Grad(z, x, t);
            tf.gradients(z, x, grad_ys: [2.0 * x]);
            tf.gradients([z, t], x, grad_ys: [null, x]);
            tf.gradients(z, x, stop_gradients: [t]);
            tf.gradients(z, x, name: "gradients_of_z");
            tf.gradients(z, [x, u], unconnected_gradients: UnconnectedGradients.Zero);
            tf.gradients(z, x, gate_gradients: true);
            tf.gradients(x * u, [x, u], gate_gradients: true);
            tf.gradients(tf.gather(tf.concat([x, x * 2.0], 0), new[] { 0, 3 }), x, gate_gradients: true);
            foreach (var method in new[] { AggregationMethod.AddN, AggregationMethod.ExperimentalTree, AggregationMethod.ExperimentalAccumulateN })
                tf.gradients(t * x + tf.sin(x) + tf.cos(x), x, aggregation_method: method);
            tf.gradients(z, x, colocate_gradients_with_ops: true);
            Tensor e;
            using (tf.device("/cpu:0")) e = tf.exp(x);
            tf.gradients(e * x + tf.sin(x), x, colocate_gradients_with_ops: true);
        }

        private void Variables()
        {
            var variable = tf.get_variable("variable", [2, 3], initializer: tf.ones_initializer());
            var resource = tf.get_variable("resource", [4, 3], initializer: tf.ones_initializer(), use_resource: true);
            Grad(tf.reduce_sum(variable * x), variable);
            Grad(tf.reduce_sum(resource[..2] * x), resource);
            Grad(tf.gather(resource, new[] { 0, 1 }), resource);
            Grad(tf.nn.embedding_lookup(variable, new[] { 0, 1 }), variable);
            Grad(Counted(i => i < 2, (_, s) => s * tf.gather(resource, new[] { 0, 1 }) * variable, x), x, variable, resource);
        }
    }
}
