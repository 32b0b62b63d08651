"""Optimizers, decayed learning rates and moving averages: the graph that each builds, and what it computes over some steps."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

t = tf.train


def model():
    """Dense and sparse gradients of variables by reference and behind handles."""
    tf.set_random_seed(3)
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    ids = tf.placeholder(tf.int32, [4], name="ids")
    w = tf.get_variable("w", [3, 2])
    b = tf.get_variable("b", [2], use_resource=True)
    table = tf.get_variable("table", [5, 3])
    other = tf.get_variable("other", [5, 2], use_resource=True)
    loss = (tf.reduce_sum(tf.square(tf.matmul(x, w) + b)) + tf.reduce_sum(tf.square(tf.gather(table, ids)))
            + tf.reduce_sum(tf.square(tf.gather(other, ids))))
    return x, ids, loss


def run(rec, x, ids, fetches, steps=3):
    rng = np.random.RandomState(1)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(steps):
            sess.run(fetches, {x: rng.randn(2, 3), ids: [1, 4, 1, 0]})
        sess.run(tf.global_variables())


def minimizing(make):
    def program(rec):
        x, ids, loss = model()
        train = make().minimize(loss, global_step=t.get_or_create_global_step())
        run(rec, x, ids, [loss, train])
    return program


optimizers_sgd = minimizing(lambda: t.GradientDescentOptimizer(0.1))
optimizers_momentum = minimizing(lambda: t.MomentumOptimizer(0.1, 0.9))
optimizers_nesterov = minimizing(lambda: t.MomentumOptimizer(0.1, 0.9, use_nesterov=True, use_locking=True, name="Nesterov"))
optimizers_adagrad = minimizing(lambda: t.AdagradOptimizer(0.1, initial_accumulator_value=0.2))
optimizers_adadelta = minimizing(lambda: t.AdadeltaOptimizer(0.5, epsilon=0.01))
optimizers_adam = minimizing(lambda: t.AdamOptimizer(0.01, use_locking=True))
optimizers_rmsprop = minimizing(lambda: t.RMSPropOptimizer(0.01, momentum=0.5))
optimizers_rmsprop_centered = minimizing(lambda: t.RMSPropOptimizer(0.01, decay=0.8, epsilon=0.01, centered=True))
optimizers_ftrl = minimizing(lambda: t.FtrlOptimizer(0.1, learning_rate_power=-0.6, l1_regularization_strength=0.01, l2_regularization_strength=0.02))
optimizers_ftrl_shrinkage = minimizing(lambda: t.FtrlOptimizer(
    0.1, l1_regularization_strength=0.01, l2_shrinkage_regularization_strength=0.03, accum_name="acc", linear_name="lin"))
optimizers_proximal = minimizing(lambda: t.ProximalGradientDescentOptimizer(
    0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02))


def optimizers_apply(rec):
    """Gradients given, of variables of several kinds."""
    x, ids, loss = model()
    unused = tf.get_variable("unused", [2], initializer=tf.zeros_initializer())
    wide = tf.get_variable("wide", [2], tf.float64, initializer=tf.ones_initializer())
    kept = tf.get_variable("kept", [2], initializer=tf.ones_initializer(), constraint=lambda v: tf.clip_by_value(v, 0.95, 2.0))
    held = tf.get_variable("held", [2], initializer=tf.ones_initializer(), use_resource=True, constraint=lambda v: tf.clip_by_value(v, 0.95, 2.0))
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
        parts = tf.get_variable("parts", [4], initializer=tf.ones_initializer())
    rate = tf.placeholder_with_default(0.1, [], name="rate")
    opt = t.AdamOptimizer(rate, beta1=lambda: 0.8, name="Opt")
    with tf.variable_scope("training"):
        first = opt.apply_gradients([(tf.constant([1.0, -2.0]), kept), (tf.constant([3.0, 4.0]), held), (None, unused),
                                     (tf.constant([1.0, 2.0], tf.float64), wide)], name="first")
    second = opt.apply_gradients([(tf.constant([0.5, -0.5]), kept)] + [(tf.ones([2]), p) for p in parts],
                                 global_step=tf.get_variable("count", [], tf.int32, initializer=tf.zeros_initializer(), trainable=False, use_resource=True))
    sgd = t.GradientDescentOptimizer(lambda: 0.2)
    pairs = sgd.compute_gradients(loss, tf.trainable_variables()[:2], gate_gradients=sgd.GATE_GRAPH, grad_loss=tf.constant(2.0))
    third = sgd.apply_gradients(pairs)
    fourth = t.MomentumOptimizer(0.1, lambda: 0.5).minimize(loss, var_list=[tf.trainable_variables()[2]], gate_gradients=0,
                                                           colocate_gradients_with_ops=True, name="fourth")
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(first)
        sess.run(second)
        for op in (third, fourth):
            sess.run([loss, op], {x: np.ones([2, 3]), ids: [1, 4, 1, 0]})
        sess.run(tf.global_variables())


def optimizers_decays(rec):
    step = tf.placeholder(tf.int32, [], name="step")
    count = t.get_or_create_global_step()
    rates = [
        t.exponential_decay(0.1, step, 4, 0.5),
        t.exponential_decay(0.1, count, 4, 0.5, staircase=True, name="stairs"),
        t.piecewise_constant(step, [2, 5], [1.0, 0.5, 0.25]),
        t.piecewise_constant(count, [2, 5, 7], [1.0, 0.5, 0.25, 0.125], name="pieces"),
        t.polynomial_decay(0.1, step, 6),
        t.polynomial_decay(0.1, count, 6, end_learning_rate=0.01, power=2.0, cycle=True, name="poly"),
        t.inverse_time_decay(0.1, step, 4, 0.5),
        t.inverse_time_decay(0.1, step, 4, 0.5, staircase=True, name="inverse"),
        t.natural_exp_decay(0.1, step, 4, 0.5),
        t.natural_exp_decay(tf.constant(0.1, tf.float64), step, 4, 0.5, staircase=True, name="natural"),
        t.cosine_decay(0.1, step, 6),
        t.cosine_decay(0.1, step, 6, alpha=0.1, name="cosine"),
        t.cosine_decay_restarts(0.1, step, 3),
        t.linear_cosine_decay(0.1, step, 6),
    ]
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in (0, 2, 3, 5, 7):
            sess.run(rates, {step: i, count: i})


def optimizers_averages(rec):
    v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    r = tf.get_variable("r", [2], initializer=tf.zeros_initializer(), use_resource=True)
    tensor = tf.placeholder(tf.float32, [2], name="tensor")
    ema = t.ExponentialMovingAverage(0.9)
    plain = ema.apply()
    counted = t.ExponentialMovingAverage(0.99, num_updates=tf.get_variable("n", [], tf.int32, initializer=tf.zeros_initializer(), trainable=False), name="counted")
    with tf.control_dependencies([v.assign_add([1.0, 2.0]), r.assign_add([1.0, 2.0])]):
        second = counted.apply([v, r])
    debiased = t.ExponentialMovingAverage(0.9, zero_debias=True, name="debiased")
    third = debiased.apply([tensor])
    biased = t.ExponentialMovingAverage(0.9, name="biased")
    fourth = biased.apply([tensor])
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            sess.run([second])
            sess.run([plain])
            sess.run([third, fourth], {tensor: [1.0 + i, 2.0]})
        sess.run([ema.average(v), counted.average(r), debiased.average(tensor), biased.average(tensor)])
        sess.run(tf.global_variables())


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("optimizers_")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
