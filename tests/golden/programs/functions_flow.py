"""Loops, branches and TensorArrays: every kind of value that goes in and out, nested, inside control dependencies."""
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
n = tf.placeholder(tf.int32, [], name="n")
flag = tf.placeholder(tf.bool, [], name="flag")
outside = tf.constant(2.0, name="outside")

with tf.name_scope("loops"):
    i, s = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s * outside + x), (tf.constant(0), x))
    j = tf.while_loop(lambda i: tf.less(i, n), lambda i: tf.add(i, 1), [0], name="count")
    k, grown = tf.while_loop(lambda k, g: k < 3, lambda k, g: [k + 1, tf.concat([g, x], 0)], [0, x],
                             shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, 3])], parallel_iterations=5,
                             back_prop=False, swap_memory=True)
    limited = tf.while_loop(lambda a, b: tf.reduce_sum(b) < 100.0, lambda a, b: (a + 1, b + 1.0), (0, x), maximum_iterations=7)
    one = tf.while_loop(lambda a: a < 5, lambda a: a + 1, [tf.constant(1)], maximum_iterations=n)
    same = tf.while_loop(lambda a: a < 5, lambda a: [a + 1], [tf.constant(1)], return_same_structure=True)[0]
    nested = tf.while_loop(
        lambda a, b: a < 3,
        lambda a, b: (a + 1, tf.while_loop(lambda c, d: c < 2, lambda c, d: (c + 1, d + x + tf.cast(a, tf.float32)), (0, b))[1]),
        (0, x))
    with tf.control_dependencies([outside]):
        held = tf.while_loop(lambda a: a < 2, lambda a: a + tf.constant(1), [0])

with tf.name_scope("arrays"):
    ta = tf.TensorArray(tf.float32, size=3, clear_after_read=False, name="ta")
    ta = ta.write(0, [1.0, 2.0]).write(1, [3.0, 4.0])
    ta = ta.write(n, tf.ones([2]))
    first = ta.read(0)
    stacked = ta.stack()
    rows = tf.TensorArray(tf.float32, size=n, dynamic_size=True, clear_after_read=False, tensor_array_name="rows", element_shape=[3]).unstack(x)
    size = rows.size()
    some = rows.gather([1, 0])
    cut = tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x, [1, 1])
    joined = cut.concat()
    _, filled = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t.write(i, rows.read(0) * tf.cast(i, tf.float32))),
                              (0, tf.TensorArray(tf.float32, size=3)))
    filled = filled.stack(name="filled")
    scattered = tf.TensorArray(tf.int32, 2).scatter([1, 0], tf.constant([5, 6])).identity().read(1)

with tf.name_scope("branches"):
    c = tf.cond(flag, lambda: x + 1.0, lambda: outside * x)
    d, e = tf.cond(tf.less(n, 2), lambda: (x, n), lambda: (x * 2.0, n + 1), name="pair")
    op = tf.cond(flag, lambda: tf.no_op(), lambda: tf.group(x))
    deep = tf.cond(flag, lambda: tf.cond(n > 1, lambda: x, lambda: -x), lambda: tf.zeros_like(x))
    inside = tf.while_loop(lambda a, b: a < 3, lambda a, b: (a + 1, tf.cond(a > 1, lambda: b * 2.0, lambda: b + x)), (0, x))
    around = tf.cond(flag, lambda: tf.while_loop(lambda a: a < n, lambda a: a + 2, [0]), lambda: n)
    kept = tf.cond(flag, lambda: [x], lambda: [x + 1.0], strict=True)
    chosen = tf.case([(n < 1, lambda: x), (n > 5, lambda: x * 3.0)], default=lambda: x - 1.0, exclusive=True)
    last = tf.case([(n < 1, lambda: x), (n > 5, lambda: x * 3.0)])
    check = tf.Assert(n > 0, [n])
    check2 = tf.Assert(n > 0, [x, "text"], summarize=2, name="check")

with tf.name_scope("order"):
    g = tf.group(x, n, name="both")
    g0 = tf.group()
    with tf.device("/cpu:0"):
        y = tf.identity(x)
    g2 = tf.group(y, x)
    t = tf.tuple([x, n, tf.no_op()], control_inputs=[g])
    with tf.control_dependencies([g, y]):
        with tf.control_dependencies([n]):
            z = tf.identity(y)
            w = tf.constant(1.0) + y
        with tf.control_dependencies(None):
            u = tf.no_op(name="free")
    with tf.colocate_with(y):
        v = x + y

with rec.session() as sess:
    f = {x: [[1, 2, 3], [4, 5, 6]], n: 2, flag: True}
    sess.run([i, s, j, grown, limited, one, same, nested, held, first, stacked, size, some, joined, filled, scattered, c, d, e, op, deep,
              inside, around, kept, chosen, z, w, v, t[0]], f)
    f[flag] = False
    sess.run([c, d, e, deep, around, kept, check], f)
