"""Graphs that programs build with variables, scopes, layers and losses. Nothing is run: the graph is the case."""
import numpy as np
import tensorflow as tf
from recorder import Recorder


def build_scopes():
    zeros = tf.zeros_initializer()
    with tf.variable_scope("tower") as tower:
        tf.constant(1, name="a")
        tf.get_variable("w", [], initializer=zeros)
        with tf.variable_scope("inner"):
            tf.constant(1, name="b")
    with tf.variable_scope("tower", reuse=True):
        tf.constant(1, name="a")
        tf.get_variable("w", [])
    with tf.variable_scope(tower) as again:
        tf.constant(1, name="c")
        with tf.name_scope(again.original_name_scope):
            tf.constant(1, name="d")
    with tf.variable_scope("outer"):
        with tf.variable_scope(tower, reuse=True):
            tf.constant(1, name="e")
            tf.get_variable("w", [])
    for _ in range(2):
        with tf.variable_scope(None, default_name="layer"):
            tf.get_variable("k", [], initializer=zeros)
    with tf.variable_scope("layer_2"):
        tf.get_variable("k", [], initializer=zeros)
    with tf.variable_scope(None, default_name="layer"):
        tf.get_variable("k", [], initializer=zeros)
    with tf.variable_scope("noaux", auxiliary_name_scope=False):
        tf.constant(1, name="f")
        tf.get_variable("k", [], initializer=zeros)
    with tf.variable_scope("", reuse=True):
        tf.constant(1, name="g")
    with tf.variable_scope("cached", caching_device="/cpu:0", dtype=tf.float64, use_resource=True):
        tf.get_variable("k", [2], initializer=zeros)
    with tf.device("/device:GPU:1"):
        tf.get_variable("placed", [2], initializer=zeros, caching_device="/cpu:0")
    tf.Variable(1.5, name="w", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    with tf.name_scope("n"):
        tf.Variable(lambda: tf.ones([2]), dtype=tf.float32)
        tf.get_variable("outside", [1], initializer=zeros)


def build_regularizers():
    with tf.variable_scope("s", regularizer=lambda v: tf.reduce_sum(v) * 0.1, initializer=tf.constant_initializer(3.0)):
        with tf.control_dependencies([tf.constant(0, name="dep")]):
            tf.get_variable("v", [2])
        tf.get_variable("b", [1], regularizer=lambda v: None)
        with tf.variable_scope("inner", initializer=tf.ones_initializer):
            tf.get_variable("v", [2])


def build_partitions():
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(3)):
        v = tf.get_variable("v", [7, 2], initializer=tf.random_uniform_initializer(seed=4))
        tf.get_variable("w", initializer=tf.ones([4, 2]))
        tf.get_variable("s", [], initializer=tf.zeros_initializer())
    tf.identity(v, name="use")
    with tf.variable_scope("p", reuse=True):
        tf.identity(tf.get_variable("v"), name="use")
    tf.get_variable("axis", [2, 5], partitioner=tf.variable_axis_size_partitioner(16, axis=1))
    tf.get_variable("most", [6, 2], partitioner=tf.min_max_variable_partitioner(max_partitions=4, min_slice_size=20))


def build_initializers():
    tf.set_random_seed(3)
    for name, initializer in [
            ("uniform", tf.random_uniform_initializer(-1.0, 1.0)), ("normal", tf.random_normal_initializer(1.0, 0.5, seed=2)),
            ("truncated", tf.truncated_normal_initializer(stddev=0.1)), ("unit", tf.uniform_unit_scaling_initializer(1.5)),
            ("scaling", tf.variance_scaling_initializer(2.0, "fan_out", "untruncated_normal")), ("xavier", tf.glorot_normal_initializer()),
            ("he_n", tf.initializers.he_normal()), ("he_u", tf.initializers.he_uniform()), ("lecun_n", tf.initializers.lecun_normal()),
            ("lecun_u", tf.initializers.lecun_uniform()), ("list", tf.constant_initializer([1.0, 2.0, 3.0])), ("cls", tf.zeros_initializer),
            ("fn", lambda shape, dtype=None, partition_info=None: np.ones(shape, np.float32)), (None, None)]:
        tf.get_variable(name or "default", [3, 2], initializer=initializer)
    tf.get_variable("conv", [3, 3, 2, 4])
    tf.get_variable("vector", [5])
    tf.get_variable("array", initializer=np.array([1., 2.]))
    tf.get_variable("number", initializer=3)
    tf.get_variable("integer", [2], dtype=tf.int32)
    tf.get_variable("double", [1100], dtype=tf.float64, initializer=tf.zeros_initializer())


def build_dependent_values():
    a = tf.Variable(tf.random_normal([2], seed=1), name="a")
    tf.Variable(a.initialized_value() * 2.0, name="b")
    tf.Variable(a * 3.0, name="c")


def build_reports():
    tf.get_variable("v", [2])
    tf.get_local_variable("l", [1], initializer=tf.zeros_initializer(), use_resource=True)
    tf.report_uninitialized_variables()
    tf.train.get_or_create_global_step()
    tf.local_variables_initializer()
    tf.global_variables_initializer()


def build_layers():
    tf.layers.dense(tf.placeholder(tf.float32, [2, 3, 4]), 5)
    tf.layers.dense(tf.placeholder(tf.float32, [None, 3, 4]), 5, use_bias=False)
    x = tf.layers.dense(tf.placeholder(tf.float32, [2, 4]), 5, kernel_regularizer=lambda v: tf.reduce_sum(v),
                        activity_regularizer=lambda t: tf.reduce_sum(t), name="d")
    tf.layers.dropout(x, 0.3, training=True, seed=3)
    tf.layers.dropout(x)
    tf.layers.dropout(x, training=tf.placeholder(tf.bool, []))
    image = tf.placeholder(tf.float32, [None, 6, 6, 1])
    tf.layers.average_pooling2d(image, 2, 2)
    tf.layers.conv2d(image, 2, (3, 2), strides=(1, 2), padding="SAME", use_bias=False)
    tf.layers.flatten(tf.placeholder(tf.float32, [4, 2, None]))


def build_losses():
    labels = tf.placeholder(tf.float32, [4, 3], name="labels")
    guess = tf.placeholder(tf.float32, [None, 3], name="guess")
    tf.losses.absolute_difference(labels, guess)
    tf.losses.huber_loss(labels, guess, weights=2.0)
    tf.losses.hinge_loss(labels, guess, reduction="weighted_sum_over_batch_size")
    tf.losses.cosine_distance(labels, guess, axis=1)
    tf.losses.sigmoid_cross_entropy(labels, guess, label_smoothing=0.1)
    tf.losses.softmax_cross_entropy(labels, guess, label_smoothing=0.1)
    tf.losses.sparse_softmax_cross_entropy(tf.placeholder(tf.int32, [4], name="classes"), labels)
    tf.losses.sparse_softmax_cross_entropy(tf.placeholder(tf.int32, [4, 1]), labels, scope="squeezed")
    tf.losses.mean_squared_error(labels, labels, weights=np.ones([4, 1], np.float32), reduction="none", loss_collection=None)
    tf.losses.log_loss(labels, labels, reduction="weighted_mean")
    tf.losses.mean_squared_error(labels, labels, weights=np.ones([4, 1], np.float32))
    tf.losses.get_total_loss()
    tf.losses.get_regularization_loss()


def build_matrices():
    tf.set_random_seed(5)
    tf.get_variable("tall", [4, 2], initializer=tf.orthogonal_initializer())
    tf.get_variable("wide", [2, 3], initializer=tf.orthogonal_initializer(2.0, seed=7))
    tf.get_variable("conv", [3, 3, 2, 4], initializer=tf.orthogonal_initializer())
    tf.get_variable("eye", [2, 2], initializer=tf.initializers.identity(2.0))
    tf.get_variable("oblong", [2, 3], initializer=tf.initializers.identity())
    tf.get_variable("parts", [4, 3], initializer=tf.initializers.identity(), partitioner=tf.fixed_size_partitioner(2))


def build_cells():
    rnn = tf.nn.rnn_cell
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    gru = rnn.GRUCell(3, kernel_initializer=tf.ones_initializer(), bias_initializer=tf.zeros_initializer())
    twice = rnn.MultiRNNCell([gru, gru])
    out, state = twice(x, twice.zero_state(tf.shape(x)[0], tf.float32))
    out, state = twice(out, state)
    lstm = rnn.LSTMCell(4, name="named", num_proj=2, num_proj_shards=2, initializer=tf.zeros_initializer())
    with tf.variable_scope("first"):
        h, s = lstm(x, lstm.zero_state(5, tf.float32))
    with tf.variable_scope("second"):
        h, s = lstm(x, s)
    with tf.variable_scope("third"):
        h, s = lstm(x, s, scope="ignored")
    basic = rnn.BasicRNNCell(2, activation="relu")
    basic(x, basic.get_initial_state(inputs=x), scope="given")
    with tf.variable_scope("given", reuse=True) as given:
        again = rnn.BasicRNNCell(2, reuse=True)
        again(x, again.zero_state(5, tf.float32), scope=given)

    class Mine(rnn.RNNCell):
        state_size = output_size = 3

        def call(self, inputs, state):
            w = tf.get_variable("w", [3, 3], initializer=tf.ones_initializer())
            state = tf.tanh(tf.matmul(inputs, w) + state)
            return state, state
    mine = Mine()
    out, state = mine(x, mine.zero_state(2, tf.float32))
    out, state = mine(x, state)
    tf.nn.dynamic_rnn(mine, tf.placeholder(tf.float32, [2, None, 3]), dtype=tf.float32)
    flat = rnn.MultiRNNCell([rnn.BasicLSTMCell(2, state_is_tuple=False), rnn.GRUCell(3)], state_is_tuple=False)
    flat(x, flat.zero_state(2, tf.float32))
    with tf.variable_scope("resources", use_resource=True):
        kept = tf.get_variable("kept", [2, 4], initializer=tf.zeros_initializer(), trainable=False)
        cell = rnn.GRUCell(4)
        cell(tf.zeros([2, 3]), kept)
        out, new = tf.nn.dynamic_rnn(cell, tf.zeros([2, 5, 3]), initial_state=kept, sequence_length=[1, 2])
        kept.assign(new)
        tf.tuple([kept.assign(new)])
    with tf.device("/cpu:0"):
        tf.nn.dynamic_rnn(rnn.LSTMCell(2, name="placed", dtype=tf.float64), tf.zeros([2, 5, 3], tf.float64), dtype=tf.float64)
    tf.global_variables_initializer()


def build_contrib():
    layers = tf.contrib.layers
    regularizer = layers.l2_regularizer(0.01)
    tf.get_variable("xavier", [4, 2], initializer=layers.xavier_initializer(), regularizer=regularizer)
    tf.get_variable("normal", [3, 3, 2, 4], initializer=layers.xavier_initializer(uniform=False, seed=3))
    tf.get_variable("scaling", [5], initializer=layers.variance_scaling_initializer(), regularizer=layers.l2_regularizer(0.0))
    tf.get_variable("scoped", [4], regularizer=layers.l2_regularizer(0.5, scope="own"))


for name, build in sorted((k, v) for k, v in list(globals().items()) if k.startswith("build_")):
    tf.reset_default_graph()
    rec = Recorder(__file__, name)
    build()
    rec.finish()
