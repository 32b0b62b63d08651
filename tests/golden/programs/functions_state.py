"""Tables, and changes of variables by reference and behind handles."""
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
classes = tf.placeholder(tf.int32, [2], name="classes")
sequence = tf.placeholder(tf.int32, [2, 4], name="sequence")
n = tf.placeholder(tf.int32, [], name="n")
v = tf.get_variable("v", [4, 3], initializer=tf.constant_initializer(0.5))
w = tf.get_variable("w", [4, 3], initializer=tf.zeros_initializer())
res = tf.get_variable("res", [4, 3], use_resource=True, initializer=tf.ones_initializer())
tf.nn.embedding_lookup(v, classes)
tf.nn.embedding_lookup(v, sequence, name="rows", max_norm=1.0)
tf.nn.embedding_lookup([v, w], sequence)
tf.nn.embedding_lookup([v, w], classes, partition_strategy="div")
tf.nn.embedding_lookup(res, classes)
tf.gather(v, classes), tf.gather(res, classes), v[:2], v[:n], v + 1.0, tf.reduce_mean(v), tf.stack([v, w])
with tf.control_dependencies([tf.identity(x)]):
    tf.assign(v, tf.ones([4, 3]))
tf.assign_add(v, [[1.0] * 3] * 4, name="more"), tf.assign_sub(w, v), tf.scatter_update(v, [0, 2], x), tf.scatter_add(w, classes, x), tf.scatter_sub(v, [1], [[1.0, 2.0, 3.0]])
tf.assign(v, tf.zeros([2, 2]), validate_shape=False), v.assign(w), tf.is_variable_initialized(v)
tf.assign(res, w), tf.assign_add(res, w), tf.scatter_update(res, classes, x)
tf.group(v.assign(w), tf.assign(w, v)), tf.tuple([v, tf.assign(w, v)])

with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
