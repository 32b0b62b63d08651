using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Which value a use of a variable sees inside one run.</summary>
internal static class StateReads
{
    public static void Build()
    {
        var x = tf.placeholder(tf.float32, new[] { 2 }, name: "x");
        foreach (var resource in (bool[])[false, true])
        {
            using var scope = tf.variable_scope(resource ? "resource" : "ref", use_resource: resource);
            var v = tf.get_variable("v", new[] { 2 }, initializer: tf.ones_initializer());
            var w = tf.get_variable("w", new[] { 2 }, initializer: tf.zeros_initializer());
            var before = v * 10.0;
            TensorConvertible assign, add, twice;
            using (tf.control_dependencies([before]))
                assign = tf.assign(v, x);
            Tensor after, both, last;
            using (tf.control_dependencies([assign]))
            {
                after = !resource ? v * 100.0 : v.read_value() * 100.0;
                add = tf.assign_add(w, resource ? v.read_value() : v);
            }
            using (tf.control_dependencies([add]))
                both = w.read_value() + after;
            using (tf.control_dependencies([both]))
                twice = tf.assign_sub(w, new[] { 0.5, 0.25 });
            using (tf.control_dependencies([twice]))
                last = tf.identity(w.read_value());
            var count = tf.get_variable("count", Shape.Scalar, initializer: tf.zeros_initializer());

            (Tensor, Tensor) body(Tensor i, Tensor total)
            {
                using (tf.control_dependencies([tf.assign_add(count, 1.0)]))
                    return (i + 1, total + count.read_value());
            }
            var loop = tf.while_loop((i, _) => i < 4, body, (tf.constant(0), tf.constant(0.0)), parallel_iterations: 1);
            tf.add_to_collection("probes", new[] { before, after, both, last, loop.Item2 });
        }
        tf.global_variables_initializer();
    }
}
