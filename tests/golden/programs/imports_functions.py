"""Functions in the graph: Defun, If, While, Case, PartitionedCall, gradients of functions, loops of tensor lists."""
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import function
from tensorflow.python.ops import functional_ops, list_ops, custom_gradient
from recorder import Recorder


def imports_functions_defun(rec):
    @function.Defun(tf.float32, tf.float32)
    def scaled(a, b):
        return a * b + 1.0, tf.reduce_sum(a)

    @function.Defun(tf.float32, func_name="outer_one")
    def outer(a):
        c, s = scaled(a, 2.0 * a)
        return tf.tanh(c) + s

    @function.Defun(tf.float32)
    def noisy(a):
        return a + tf.random_uniform([2], seed=7)

    @function.Defun(tf.float32, tf.float32)
    def square_grad(a, g):
        return 3.0 * a * g

    @function.Defun(tf.float32, grad_func=square_grad)
    def square(a):
        return a * a

    x = tf.placeholder(tf.float32, [2], name="x")
    v = tf.get_variable("v", [2], initializer=tf.ones_initializer(), use_resource=True)
    y, s = scaled(x, v)
    z = outer(x, name="called")
    tf.set_random_seed(1)
    n = noisy(x)
    q = square(x)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run([y, s, z, q] + tf.gradients(q, [x]), {x: [0.5, -1.0]})
        sess.run(n, {x: [0.5, -1.0]})


def imports_functions_flow(rec):
    """If, StatelessIf, While, For, Case as ops that stay."""
    @function.Defun(tf.int32, tf.float32)
    def less(i, a):
        return i < 5

    @function.Defun(tf.int32, tf.float32)
    def step(i, a):
        return i + 1, a * 1.5

    @function.Defun(tf.float32)
    def double(a):
        return a * 2.0

    @function.Defun(tf.float32)
    def negate(a):
        return -a

    @function.Defun(tf.int32, tf.float32)
    def add_index(i, a):
        return a + tf.cast(i, tf.float32)

    x = tf.placeholder(tf.float32, [], name="x")
    p = tf.placeholder(tf.bool, [], name="p")
    n = tf.placeholder(tf.int32, [], name="n")
    loop = functional_ops.While([0, x], less, step, name="loop")
    branch = functional_ops.If(p, [x], double, negate, name="branch")
    by_number = functional_ops.If(n, [x], double, negate)
    counted = functional_ops.For(0, n, 1, [x], add_index)
    remote = functional_ops.partitioned_call([x], double)
    with rec.session() as sess:
        for truth in (True, False):
            sess.run([loop, branch, by_number, counted, remote], {x: 1.25, p: truth, n: 3 * truth})


def imports_functions_v2(rec):
    """The second control flow: cond, while_loop, case with gradients, and functions of tf.function."""
    tf.compat.v1.enable_control_flow_v2()
    try:
        x = tf.placeholder(tf.float32, [3], name="x")
        n = tf.placeholder(tf.int32, [], name="n")
        v = tf.get_variable("v", [3], initializer=tf.constant_initializer([0.5, 1.5, -1.0]), use_resource=True)

        def body(i, a, h):
            h = tf.cond(tf.equal(i % 2, 0), lambda: tf.tanh(h * v), lambda: h + a)
            return i + 1, a * 0.5, h

        _, a, h = tf.while_loop(lambda i, *_: i < n, body, [0, x, tf.zeros([3])])
        nested = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, tf.while_loop(lambda j, t: j < i, lambda j, t: (j + 1, t + v * a), [0, s])[1]), [0, x])[1]
        picked = tf.switch_case(n, {0: lambda: x + 1.0, 1: lambda: x * v}, default=lambda: v)

        @tf.function
        def f(a, b):
            tf.debugging.assert_greater(tf.reduce_sum(a), -100.0)
            if tf.reduce_sum(a) > 0.0:
                return a @ b
            return a - 1.0

        @tf.function
        def count(w):
            v.assign_add(w)
            return v * 2.0

        m = f(tf.reshape(x, [1, 3]), tf.eye(3) * 2.0)
        counted = count(x)
        grads = tf.gradients(tf.reduce_sum(h), [x, v]) + tf.gradients(nested, [x, v]) + tf.gradients(m, [x])
        with rec.session() as sess:
            sess.run(tf.global_variables_initializer())
            for k in (1, 4):
                sess.run([a, h, nested, picked, m] + grads, {x: [1.0, -2.0, 0.5 * k], n: k})
            sess.run(counted, {x: [1.0, 1.0, 1.0]})
            sess.run(v)
    finally:
        tf.compat.v1.disable_control_flow_v2()


def imports_functions_gradient(rec):
    """custom_gradient, map_fn, scan and foldl, a recompute of the forward pass."""
    @tf.custom_gradient
    def clipped(a):
        return tf.identity(a), lambda g: tf.clip_by_value(g, -0.5, 0.5)

    x = tf.placeholder(tf.float32, [4, 2], name="x")
    y = clipped(x * x)
    mapped = tf.map_fn(lambda r: tf.reduce_sum(r) * r, y)
    scanned = tf.scan(lambda a, r: a * 0.5 + r, mapped)
    folded = tf.foldl(lambda a, r: a + r, scanned) + tf.foldr(lambda a, r: a * r, x)
    with rec.session() as sess:
        sess.run([y, mapped, scanned, folded] + tf.gradients(folded, [x]), {x: np.arange(8.0).reshape(4, 2) / 4})


def imports_functions_lists(rec):
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    l = list_ops.tensor_list_from_tensor(x, [2])
    l2 = list_ops.tensor_list_push_back(l, [7.0, 8.0])
    l3, last = list_ops.tensor_list_pop_back(l2, tf.float32)
    r = list_ops.tensor_list_reserve([2], 4, tf.float32)
    r = list_ops.tensor_list_set_item(r, 1, x[0])
    r = list_ops.tensor_list_set_item(r, 3, x[1])
    empty = list_ops.empty_tensor_list([2], tf.float32)
    fetches = [list_ops.tensor_list_stack(l2, tf.float32), last, list_ops.tensor_list_length(l3), list_ops.tensor_list_stack(r, tf.float32),
               list_ops.tensor_list_get_item(r, 3, tf.float32), list_ops.tensor_list_gather(l2, [2, 0], tf.float32),
               list_ops.tensor_list_concat(l2, tf.float32, element_shape=[2]), list_ops.tensor_list_element_shape(l, tf.int32),
               list_ops.tensor_list_stack(list_ops.tensor_list_scatter(x, [2, 0, 1], [2]), tf.float32), list_ops.tensor_list_length(empty),
               list_ops.tensor_list_stack(list_ops.tensor_list_resize(l, 2), tf.float32)]
    fetches += tf.gradients([fetches[0] * 2.0, fetches[4], fetches[5] ** 2], [x])
    with rec.session() as sess:
        sess.run(fetches, {x: [[1, 2], [3, 4], [5, 6]]})
        try:
            sess.run(list_ops.tensor_list_get_item(l, 5, tf.float32), {x: [[1, 2], [3, 4], [5, 6]]})
        except tf.errors.OpError:
            pass


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("imports_")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
