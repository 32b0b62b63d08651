"""Loops and branches over variables: assigns inside, references through them, dependencies across their borders, arrays in nested loops."""
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [3], name="x")
n = tf.placeholder(tf.int32, [], name="n")
flag = tf.placeholder(tf.bool, [], name="flag")
v = tf.get_variable("v", [3], initializer=tf.zeros_initializer())
w = tf.get_variable("w", [3], initializer=tf.ones_initializer())
res = tf.get_variable("res", [], initializer=tf.zeros_initializer(), use_resource=True)


def inside(i, a):
    with tf.control_dependencies([tf.assign_add(v, a)]):
        return i + 1, tf.identity(a) + 1.0


count, last = tf.while_loop(lambda i, a: i < n, inside, (0, x), name="assigns")

once = tf.assign(w, w * 2.0)
with tf.control_dependencies([once]):
    after = tf.while_loop(lambda i: i < 3, lambda i: i + tf.constant(1), [tf.constant(0)], name="after")
reads = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + w), (0, tf.zeros([3])), name="reads")[1]
resource = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + res), (0, 1.0), name="resource")[1]


def waits(i):
    held = tf.add(i, 1)
    with tf.control_dependencies([held, once]):
        return tf.identity(held)


waited = tf.while_loop(lambda i: i < n, waits, [0], name="waits")

ref = tf.cond(flag, lambda: v, lambda: w, name="ref")
assign = tf.cond(flag, lambda: tf.assign(v, x), lambda: tf.assign(w, -x), name="assign")
quiet = tf.cond(flag, lambda: tf.assign_add(v, x).op, lambda: tf.no_op(), name="quiet")
mixed = tf.cond(flag, lambda: (x, tf.constant(1)), lambda: (tf.identity(v), n), name="mixed")

ta = tf.TensorArray(tf.float32, size=2, clear_after_read=False).unstack([[1.0, 2.0], [3.0, 4.0]])


def outer(i, t):
    def step(j, s):
        return j + 1, s + ta.read(i)[j] * x[j]
    total = tf.while_loop(lambda j, s: j < 2, step, (0, 0.0))[1]
    return i + 1, t.write(i, tf.cond(total > 4.0, lambda: total, lambda: -total))


_, sums = tf.while_loop(lambda i, t: i < 2, outer, (0, tf.TensorArray(tf.float32, 2)), name="outer")
sums = sums.stack()


def scan(i, t):
    with tf.name_scope("scan"):
        return i + 1, t.write(i, tf.cast(i, tf.float32) * x[0])


grown = tf.while_loop(lambda i, t: i < n, scan, (0, tf.TensorArray(tf.float32, 0, dynamic_size=True)), parallel_iterations=1)[1].stack()

with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    f = {x: [1, 2, 3], n: 3, flag: True}
    sess.run([count, last], f)
    sess.run([v.value()], f)
    sess.run([after], f)
    sess.run([waited], f)
    sess.run([reads, resource, sums, grown], f)
    sess.run([assign], f)
    sess.run([ref, mixed], f)
    sess.run([quiet], f)
    f[flag] = False
    sess.run([ref, mixed, sums], f)
    sess.run([assign, v.value()], f)
    sess.run([v.value(), w.value()], f)
