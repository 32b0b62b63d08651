"""Tensors taken apart and put together by indices, products over chosen dimensions, checks, and names that surprise."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
z = tf.placeholder(tf.float32, [None, 3, 4], name="z")
u = tf.placeholder(tf.float32, name="u")
w = tf.constant(np.arange(12.0).reshape(3, 4), tf.float32, name="w")
i = tf.placeholder(tf.int32, [3], name="i")

tf.unique(i), tf.unique_with_counts(i, tf.int64), tf.setdiff1d(i, [1, 2]), tf.scatter_nd([[0], [2]], x, [4, 3])
tf.dynamic_partition(w, i, 3), tf.dynamic_stitch([[0, 2], [1]], [x, [[1.0, 2.0, 3.0]]]), tf.unsorted_segment_sum(w, i, 3)
tf.broadcast_dynamic_shape(tf.shape(x), [1, 3]), tf.linspace(0.0, 1.0, 5)
tf.tensordot(x, w, 1), tf.tensordot(x, w, [[1], [0]], name="dot"), tf.tensordot(z, w, [[1, 2], [0, 1]]), tf.tensordot(z, w, [[-1], [1]]), tf.tensordot(u, w, [[0], [0]])
tf.check_numerics(x, "not finite"), tf.ensure_shape(u, [2, None]), tf.Print(x, [x, i], "look: ", first_n=1)
tf.tan(x), tf.asin(x), tf.acos(x), tf.atan(x), tf.sinh(x), tf.cosh(x), tf.asinh(x), tf.acosh(x), tf.atanh(x), tf.erfc(x), tf.atan2(x, x)
tf.nn.leaky_relu(x), tf.nn.leaky_relu(x, 0.1, name="leaky")
tf.nn.batch_normalization(x, x[0], x[1], None, None, 1e-3), tf.nn.batch_normalization(x, x[0], x[1], w[0, :3], 2.0, 1e-3, name="normal")
tf.convert_to_tensor(x), tf.convert_to_tensor([[1, 2]], tf.float32), tf.convert_to_tensor([i[0], 2], name="packed_here"), tf.convert_to_tensor(3, preferred_dtype=tf.float64)
v = tf.Variable(tf.zeros([4, 3]), name="v")
count = tf.Variable(0, name="count")
tf.scatter_nd_update(v, [[0], [1]], x), tf.count_up_to(count, 5)

tf.identity(x, name="Learning_rate"), tf.identity(x, name="learning_rate"), tf.multiply(x, x), tf.multiply(x, x, name="mul"), x * x
with tf.name_scope("Scope"):
    tf.identity(x, name="a")
    with tf.name_scope("scope") as inner:
        tf.identity(x, name="a")
with tf.name_scope("scope"):
    tf.identity(x, name="a")
    with tf.name_scope(None):
        tf.identity(x, name="a")
with tf.name_scope(inner):
    tf.identity(x, name="a")
    tf.identity(x, name=inner)
with tf.name_scope(None, "Default", [x]):
    tf.identity(x, name="scope/b")
with tf.device("/job:worker/cpu:1"):
    with tf.device("/device:GPU:0"):
        tf.identity(x)
    with tf.device(None):
        tf.identity(x)
    with tf.colocate_with(v.op):
        tf.identity(x)
        with tf.colocate_with(x):
            tf.identity(x)
    with tf.device(lambda op: "/job:ps" if op.type == "Neg" else "/task:3"):
        tf.identity(-x)

rec.finish()
