"""Gradients back through loops, branches and TensorArrays: nested in each other, of invariants, of rows, of what is not used."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
u = tf.placeholder(tf.float32, [None, 3], name="u")
n = tf.placeholder(tf.int32, [], name="n")
flag = tf.placeholder(tf.bool, [], name="flag")
results = []


def grad(ys, *xs, **kw):
    results.extend(g for g in tf.gradients(ys, list(xs), **kw) if g is not None)


def add(a, b):
    return (a + 1, b)


with tf.name_scope("loops"):
    v = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s * x + tf.sin(s)), (0, x))[1]
    grad(v, x)
    v = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s * u), (0, u))[1]
    grad(v, u)
    v = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, tf.tanh(s) * u), (0, u), swap_memory=True, parallel_iterations=1)[1]
    grad(v, u)
    a, b = tf.while_loop(lambda a, b: tf.reduce_sum(a) < 20.0, lambda a, b: (a + x, b * a), (x, x))
    grad(b, x)
    grad(a, x)
    a, b = tf.while_loop(lambda a, b: tf.reduce_sum(a) < 20.0, lambda a, b: (a + 1.0, x * 2.0), (x, x))
    grad([a, b], x)
    a, b = tf.while_loop(lambda a, b: tf.reduce_sum(a) < 20.0, lambda a, b: (a + 1.0, u * 2.0), (u, u))
    grad(b, u)
    v = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + tf.reduce_sum(tf.gather(x, [i % 2, 0]))), (0, 0.0))[1]
    grad(v, x)
    v = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * 2.0), (0, x), back_prop=False)[1]
    grad(v + x, x)
    v = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s * x), (0, x), maximum_iterations=n)[1]
    grad(v, x)
    v = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + tf.gradients(s * s, s)[0]), (0, x))[1]
    grad(v, x)
with tf.name_scope("nested"):
    def inner(a, b):
        return (a + 1, tf.while_loop(lambda c, d: c < 2, lambda c, d: (c + 1, d * x + tf.cast(a, tf.float32)), (0, b))[1])
    v = tf.while_loop(lambda a, b: a < 3, inner, (0, x))[1]
    grad(v, x)

    def inner_open(a, b):
        return (a + 1, tf.while_loop(lambda c, d: c < a, lambda c, d: (c + 1, tf.sin(d) * u), (0, b))[1])
    v = tf.while_loop(lambda a, b: a < n, inner_open, (0, u))[1]
    grad(v, u)
with tf.name_scope("branches"):
    v = tf.cond(flag, lambda: x * 2.0, lambda: tf.square(x))
    grad(v, x)
    v = tf.cond(flag, lambda: u * x, lambda: u + 1.0)
    grad(v, u, x)
    v = tf.cond(flag, lambda: tf.cond(n > 1, lambda: x, lambda: -x * x), lambda: tf.zeros_like(x))
    grad(v, x)
    v = tf.cond(flag, lambda: tf.gather(x, [0]), lambda: tf.gather(x, [1]))
    grad(v, x)
    v = tf.cond(flag, lambda: tf.while_loop(lambda a, b: a < n, lambda a, b: (a + 1, b * x), (0, x))[1], lambda: x * 3.0)
    grad(v, x)
    v = tf.while_loop(lambda a, b: a < 3, lambda a, b: (a + 1, tf.cond(a > 1, lambda: b * x, lambda: tf.tanh(b))), (0, x))[1]
    grad(v, x)
    v = tf.while_loop(lambda a, b: a < n, lambda a, b: (a + 1, tf.cond(a > 1, lambda: b * u, lambda: tf.tanh(b))), (0, u))[1]
    grad(v, u)
with tf.name_scope("arrays"):
    ta = tf.TensorArray(tf.float32, size=3, clear_after_read=False).write(0, x).write(1, x * x).write(2, tf.ones([2, 3]))
    grad([ta.read(0) * ta.read(1), ta.stack()[0]], x)
    ta = tf.TensorArray(tf.float32, size=2, clear_after_read=False).unstack(x)
    grad(ta.read(1) * ta.gather([1, 0]), x)
    ta = tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x, [1, 1])
    grad(ta.concat() * x, x)
    source = tf.TensorArray(tf.float32, size=2).unstack(x)
    filled = tf.while_loop(lambda i, t: i < 2, lambda i, t: (i + 1, t.write(i, source.read(i) * tf.cast(i, tf.float32))),
                           (0, tf.TensorArray(tf.float32, size=2, clear_after_read=False)))[1]
    grad(filled.stack(), x)
    grad(filled.stack() * x, x, colocate_gradients_with_ops=True)
with tf.name_scope("options"):
    t = tf.tanh(x)
    z = t * t + x
    grad(z, x, t)
    grad(z, x, grad_ys=[2.0 * x])
    grad([z, t], x, grad_ys=[None, x])
    grad(z, x, stop_gradients=[t])
    grad(z, x, name="gradients_of_z")
    grad(z, x, u, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    grad(z, x, gate_gradients=True)
    grad(x * u, x, u, gate_gradients=True)
    grad(tf.gather(tf.concat([x, x * 2.0], 0), [0, 3]), x, gate_gradients=True)
    for method in [tf.AggregationMethod.ADD_N, tf.AggregationMethod.EXPERIMENTAL_TREE, tf.AggregationMethod.EXPERIMENTAL_ACCUMULATE_N]:
        grad(t * x + tf.sin(x) + tf.cos(x), x, aggregation_method=method)
    grad(z, x, colocate_gradients_with_ops=True)
    with tf.device("/cpu:0"):
        e = tf.exp(x)
    grad(e * x + tf.sin(x), x, colocate_gradients_with_ops=True)
    variable = tf.get_variable("variable", [2, 3], initializer=tf.ones_initializer())
    resource = tf.get_variable("resource", [4, 3], initializer=tf.ones_initializer(), use_resource=True)
    grad(tf.reduce_sum(variable * x), variable)
    grad(tf.reduce_sum(resource[:2] * x), resource)
    grad(tf.gather(resource, [0, 1]), resource)
    grad(tf.nn.embedding_lookup(variable, [0, 1]), variable)
    v = tf.while_loop(lambda i, s: i < 2, lambda i, s: (i + 1, s * tf.gather(resource, [0, 1]) * variable), (0, x))[1]
    grad(v, x, variable, resource)

rng = np.random.RandomState(4)
fetches = [t for r in results for t in ([r.values, r.indices] if isinstance(r, tf.IndexedSlices) else [r])]
with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    rec.snapshot(sess, "init")
    for f, k in ((True, 3), (False, 2)):
        sess.run(fetches, {x: rng.uniform(0.1, 0.9, [2, 3]), u: rng.uniform(0.1, 0.9, [2, 3]), n: k, flag: f})
