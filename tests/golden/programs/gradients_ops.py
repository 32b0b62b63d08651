"""The gradient of every op that stands in no loop: shapes known and open, broadcast and not, twice where TensorFlow allows it."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
y = tf.placeholder(tf.float32, [2, 3], name="y")
row = tf.placeholder(tf.float32, [3], name="row")
u = tf.placeholder(tf.float32, [None, 3], name="u")
w = tf.placeholder(tf.float32, None, name="w")
d = tf.placeholder(tf.float64, [2, 3], name="d")
n = tf.placeholder(tf.int32, [2], name="n")
three = tf.placeholder(tf.float32, [2, 3, 4], name="three")
image = tf.placeholder(tf.float32, [1, 4, 4, 2], name="image")
kernel = tf.placeholder(tf.float32, [2, 2, 2, 3], name="kernel")
results = []


def grad(ys, *xs):
    results.extend(g for g in tf.gradients(ys, list(xs)) if g is not None)


with tf.name_scope("unary"):
    for f in [tf.abs, tf.negative, tf.math.reciprocal, tf.square, tf.sqrt, tf.rsqrt, tf.exp, tf.math.expm1, tf.log, tf.log1p, tf.sin, tf.cos, tf.tan,
              tf.asin, tf.acos, tf.atan, tf.sinh, tf.cosh, tf.asinh, tf.atanh, tf.tanh, tf.sigmoid, tf.sign, tf.math.erf, tf.math.erfc, tf.nn.relu,
              tf.nn.relu6, tf.nn.elu, tf.nn.selu, tf.nn.softplus, tf.nn.softsign, tf.nn.softmax, tf.nn.log_softmax, tf.nn.leaky_relu, tf.nn.l2_loss,
              tf.floor, tf.ceil, tf.round]:
        grad(f(x), x)
    grad(tf.acosh(x + 1.0), x)
with tf.name_scope("twice"):
    for f in [tf.math.reciprocal, tf.square, tf.sqrt, tf.rsqrt, tf.exp, tf.tanh, tf.sigmoid, tf.nn.relu, tf.nn.relu6, tf.nn.elu, tf.nn.selu,
              tf.nn.softplus, tf.nn.leaky_relu]:
        grad(tf.gradients(f(x), x), x)
with tf.name_scope("binary"):
    for f in [tf.add, tf.subtract, tf.multiply, tf.divide, tf.math.divide_no_nan, tf.pow, tf.maximum, tf.minimum, tf.math.squared_difference,
              tf.floormod, tf.math.xlogy, tf.math.xdivy]:
        for a, b in [(x, y), (x, row), (u, row), (w, x)]:
            grad(f(a, b), a, b)
    grad(d * 2.0 + 1.0 - d / d, d)
    grad(tf.floordiv(x, y) + x, x)
    grad(tf.div(x, row), x, row)
    grad(tf.atan2(x, y), x, y)
with tf.name_scope("reductions"):
    for f in [tf.reduce_sum, tf.reduce_mean, tf.reduce_max, tf.reduce_min, tf.reduce_prod]:
        grad(f(x), x)
        grad(f(x, [0]), x)
        grad(f(x, 1), x)
        grad(f(x, [1], keepdims=True), x)
        grad(f(u), u)
        grad(f(u, -1), u)
        grad(f(w, [0]), w)
    grad(tf.reduce_logsumexp(x, 1), x)
    grad(tf.cumsum(x, 1, exclusive=True), x)
    grad(tf.cumprod(x, 1), x)
    grad(tf.add_n([x, y, x]), x, y)
    grad(tf.accumulate_n([x, y]), x, y)
with tf.name_scope("matrices"):
    for ta in [False, True]:
        for tb in [False, True]:
            grad(tf.matmul(tf.transpose(x) if ta else x, y if tb else tf.transpose(y), transpose_a=ta, transpose_b=tb), x, y)
            grad(tf.matmul(tf.transpose(three, [0, 2, 1]) if ta else three, three if tb else tf.transpose(three, [0, 2, 1]), transpose_a=ta, transpose_b=tb), three)
    grad(tf.matmul(three, tf.expand_dims(tf.transpose(three[0]), 0)), three)
    grad(tf.nn.xw_plus_b(x, tf.transpose(y), x[0, :2]), x, y)
with tf.name_scope("arrays"):
    grad(tf.reshape(x, [3, 2]), x)
    grad(tf.reshape(u, [-1]), u)
    grad(tf.expand_dims(x, 1), x)
    grad(tf.squeeze(tf.expand_dims(u, 1), [1]), u)
    grad(tf.transpose(x), x)
    grad(tf.concat([x, y], 0), x, y)
    grad(tf.concat([x, u], -2), x, u)
    grad(tf.concat([x, y, x], -1), x, y)
    grad(tf.concat([x] * 17, 1), x)
    grad(tf.stack([x, y]), x, y)
    grad(tf.stack([x, y], axis=1), x, y)
    grad(tf.unstack(x)[1], x)
    grad(tf.split(x, 3, 1)[2], x)
    grad(tf.split(x, [1, 2], 1)[1], x)
    grad(tf.slice(x, [0, 1], [2, 2]), x)
    grad(x[:, 1:], x)
    grad(x[0], x)
    grad(x[..., tf.newaxis], x)
    grad(tf.gradients(x[::2, 1] ** 2.0, x), x)
    grad(tf.pad(x, [[1, 0], [0, 2]]), x)
    grad(tf.pad(x, [[1, 0], [0, 2]], constant_values=3.0), x)
    grad(tf.tile(x, [2, 1]), x)
    grad(tf.reverse(x, [1]), x)
    grad(tf.reverse_sequence(x, n, seq_axis=1), x)
    grad(tf.gather(x, n), x)
    grad(tf.gather(x, n, axis=1), x)
    grad(tf.gather(three, [[1], [0]], axis=1, batch_dims=1), three)
    grad(tf.gather_nd(x, [[0, 1], [1, 2]]), x)
    grad(tf.gather_nd(x, [[1], [0]]), x)
    grad(tf.scatter_nd([[1], [3]], x, [4, 3]), x)
    grad(tf.broadcast_to(row, [2, 3]), row)
    grad(tf.fill([2, 2], x[0, 0]), x)
    grad(tf.identity_n([x, y]), x, y)
    grad(tf.where(x > 0.5, x, y), x, y)
    grad(tf.cast(x, tf.float64), x)
    grad(tf.cast(tf.cast(x, tf.int32), tf.float32) * x, x)
    grad(tf.linalg.band_part(x, 0, 1), x)
    grad(tf.dynamic_stitch([[0, 2], [1]], tf.dynamic_partition(tf.concat([x, [row]], 0), [0, 1, 0], 2)), x, row)
    grad(tf.check_numerics(x, "x is wrong"), x)
    grad(tf.boolean_mask(x, [True, False]), x)
    grad(tf.nn.top_k(x, 2)[0], x)
    grad(tf.placeholder_with_default(x, [None, 3]), x)
    grad(tf.ensure_shape(u, [2, 3]), u)
    grad(tf.sparse_to_dense([[0, 0], [1, 1]], [2, 3], row[:2], row[2]), row)
    grad(tf.unsorted_segment_sum(x, n, 3), x)
    grad(tf.stop_gradient(x) * y, x, y)
with tf.name_scope("rows"):
    grad(tf.gather(x, n) + tf.gather(x, [0, 0]), x)
    grad([tf.gather(x, n), x], x)
    grad(tf.concat([tf.gather(tf.concat([x, y], 0), n), x], 0), x, y)
    grad(tf.gather(tf.concat([x, y], 1), n), x, y)
    grad(tf.gather(tf.reshape(x, [3, 2]), n), x)
    grad(tf.gather(tf.tile(x, [2, 1]), n), x)
    grad(tf.gather(tf.tanh(x), n), x)
with tf.name_scope("nn"):
    grad(tf.nn.bias_add(x, row), x, row)
    grad(tf.nn.bias_add(image, row[:2]), image, row)
    grad(tf.gradients(tf.nn.bias_add(x, row * row), row), row)
    grad(tf.nn.softmax_cross_entropy_with_logits_v2(labels=tf.nn.softmax(y), logits=x), x, y)
    grad(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=n, logits=x), x)
    grad(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x), x, y)
    grad(tf.nn.conv2d(image, kernel, strides=[1, 1, 1, 1], padding="SAME"), image, kernel)
    grad(tf.gradients(tf.nn.conv2d(image, kernel, strides=[1, 2, 2, 1], padding="VALID") ** 2.0, [image, kernel]), image, kernel)
    grad(tf.nn.max_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], "VALID"), image)
    grad(tf.nn.avg_pool(image, [1, 2, 2, 1], [1, 1, 1, 1], "SAME"), image)
    grad(tf.gradients(tf.nn.avg_pool(image, [1, 2, 2, 1], [1, 1, 1, 1], "SAME") ** 2.0, image), image)

rng = np.random.RandomState(3)
fetches = [t for r in results for t in ([r.values, r.indices] if isinstance(r, tf.IndexedSlices) else [r])]
with rec.session() as sess:
    sess.run(fetches, {x: rng.uniform(0.1, 0.9, [2, 3]), y: rng.uniform(0.1, 0.9, [2, 3]), row: rng.uniform(0.1, 0.9, [3]), u: rng.uniform(0.1, 0.9, [2, 3]),
                       w: rng.uniform(0.1, 0.9, [2, 3]), d: rng.uniform(0.1, 0.9, [2, 3]), n: [1, 0], three: rng.uniform(0.1, 0.9, [2, 3, 4]),
                       image: rng.uniform(-1, 1, [1, 4, 4, 2]), kernel: rng.uniform(-1, 1, [2, 2, 2, 3])})
