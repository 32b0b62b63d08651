"""Arithmetic, operators, comparisons, reductions and products, as functions and as operators, with numbers, arrays and tensors on either side."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [None, 3], name="x")
y = tf.placeholder(tf.float32, [2, 3], name="y")
u = tf.placeholder(tf.float32, name="u")
i = tf.placeholder(tf.int32, [2], name="i")
j = tf.placeholder(tf.int64, [2], name="j")
t = tf.placeholder(tf.bool, [2], name="t")
d = tf.constant(2.0, tf.float64, name="d")

tf.add(x, y), tf.add(x, 1.0, name="plus"), tf.subtract(1.0, y), tf.multiply(x, 2), tf.multiply(y, y)
x + y, x + 1, 1.0 + x, x - y, 2 - x, x * y, 3 * x, x / y, x / 2, 1.0 / x, i / 2, i % 2, 5 % i, i / i, j / j
-x, x + [1.0, 2.0, 3.0], y * np.array([1.0, 2.0, 3.0], np.float32)
x < 1, x > y, x <= 2.0, x >= y, t & t, t | t, ~t
tf.div(x, 2.0), tf.div(i, 2), tf.truediv(i, i), tf.divide(x, 2.0), tf.divide(i, 2, name="by"), tf.floordiv(i, 2), tf.mod(i, 2)
tf.floormod(j, j), tf.truncatediv(i, 2), tf.truncatemod(i, 3), tf.realdiv(x, y), tf.div_no_nan(x, y)
tf.maximum(x, 0.0), tf.minimum(y, x), tf.squared_difference(x, y), tf.pow(x, 2.0)
tf.equal(i, 1), tf.not_equal(x, y), tf.less(x, y), tf.less_equal(i, 2), tf.greater(x, 0.0, name="over"), tf.greater_equal(x, y)
tf.logical_and(t, True), tf.logical_or(t, t), tf.logical_not(t), tf.logical_xor(t, t)
tf.abs(x), tf.negative(x), tf.sign(x), tf.reciprocal(y), tf.square(x), tf.sqrt(y), tf.rsqrt(y), tf.exp(x), tf.log(y), tf.log1p(y)
tf.expm1(x), tf.sin(x), tf.cos(x), tf.tanh(x), tf.sigmoid(x), tf.erf(x), tf.floor(x), tf.ceil(x), tf.rint(x), tf.round(x), tf.round(i)
tf.is_nan(x), tf.is_inf(x), tf.is_finite(x), tf.sigmoid(0.5, name="number"), tf.square([1.0, 2.0]), tf.log_sigmoid(x), tf.scalar_mul(2.0, x)
tf.cast(i, tf.float32), tf.cast(x, tf.float32), tf.cast(x, tf.int32, name="whole"), tf.cast(3, tf.float64), tf.to_float(i), tf.to_int32(x), tf.to_double(x)
tf.reduce_sum(x), tf.reduce_sum(x, 0), tf.reduce_sum(x, [0, 1]), tf.reduce_sum(y, axis=-1, keepdims=True), tf.reduce_sum(u)
tf.reduce_mean(y), tf.reduce_mean(x, axis=1, name="rows"), tf.reduce_mean(y, reduction_indices=[1], keep_dims=True)
tf.reduce_prod(y, 1), tf.reduce_max(x), tf.reduce_min(y, axis=0), tf.reduce_all(t), tf.reduce_any(t, keepdims=True), tf.reduce_logsumexp(x, 1), tf.reduce_logsumexp(y, keepdims=True)
tf.reduce_sum([1.0, 2.0]), tf.reduce_mean([x, x], 0)
tf.argmax(x, 1), tf.argmax(y), tf.argmax(y, dimension=1), tf.argmin(x, axis=0, output_type=tf.int32)
tf.cumsum(x), tf.cumsum(y, 1, exclusive=True, reverse=True), tf.cumprod(y, axis=1)
tf.add_n([x, y]), tf.add_n([x]), tf.add_n([y], name="single"), tf.accumulate_n([y, x]), tf.accumulate_n([x])
tf.matmul(x, y, transpose_b=True), tf.matmul(y, x, True), tf.matmul(tf.reshape(x, [1, -1, 3]), [[[1.0], [2.0], [3.0]]]), tf.matmul(x, [[1.0], [2.0], [3.0]], name="product")
tf.matmul(u, u), tf.matmul(tf.reshape(y, [1, 2, 3]), tf.reshape(y, [1, 2, 3]), adjoint_a=True)
tf.random_uniform([2, 3], seed=3), tf.random_uniform([i[0], 3], -1, 1, seed=4), tf.random_uniform([4], maxval=10, dtype=tf.int32, seed=5)
tf.random_normal([3], mean=1.0, stddev=0.1, seed=6), tf.truncated_normal([2, 2], stddev=0.5, seed=7, name="weights"), tf.random_shuffle(y, seed=8), tf.multinomial(y, 4, seed=9)
tf.random_uniform([]), tf.random_uniform(tf.shape(x), seed=10)
tf.set_random_seed(11)
tf.random_uniform([2]), tf.random_normal([2], seed=0), tf.random_normal(tf.TensorShape([2]))
tf.clip_by_value(x, -1.0, 1.0), tf.clip_by_norm(y, 3.0), tf.clip_by_norm(x, 3, axes=[1]), tf.global_norm([x, y])
tf.clip_by_global_norm([x, None, y], 5.0), tf.clip_by_global_norm([y], 5, use_norm=tf.constant(2.0), name="clipped")

with rec.session() as sess:
    graph = tf.get_default_graph()
    random = ("Random", "Multinomial", "Truncated")
    fetches = [o.outputs[0] for o in graph.get_operations() if o.outputs and o.type not in ("Placeholder", "Const") and o.name != "MatMul_4"]
    fetches = [f for f in fetches if not f.name.startswith(("random_uniform_3", "MatMul_3", "BatchMatMulV2_1"))]
    sess.run(fetches, {x: [[1, 2, 3], [4, 5, 6]], y: [[.5, 1, 1.5], [2, 2.5, 3]], u: [[1, 2], [3, 4]], i: [2, 3], j: [4, 5], t: [True, False]})
