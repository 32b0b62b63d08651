"""What programs call beside cells and training: sparse tensors, metrics, contrib's layers, grids, Python functions, frozen graphs."""
import os

import numpy as np
import tensorflow as tf
from tensorflow.python.framework import graph_util
from recorder import Recorder

slim, contrib = tf.contrib.slim, tf.contrib.layers


def sparse():
    x = tf.SparseTensor([[0, 1], [2, 0], [2, 2]], [1.0, 2.0, 3.0], [4, 3])
    y = tf.SparseTensor(indices=tf.placeholder(tf.int64, [None, 2], "i"), values=tf.placeholder(tf.float32, [None], "v"),
                        dense_shape=tf.placeholder(tf.int64, [2], "s"))
    z = tf.sparse_placeholder(tf.int32, [None, 3], name="z")
    tf.sparse_tensor_to_dense(x)
    tf.sparse_tensor_to_dense(y, default_value=-1.0, validate_indices=False, name="dense")
    tf.sparse_tensor_to_dense(z, -1)
    full, empty = tf.sparse_fill_empty_rows(x, 7.0)
    tf.sparse_tensor_to_dense(full, name="full")
    again, _ = tf.sparse_fill_empty_rows(y, 0.5, name="rows")
    truth = tf.SparseTensor([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 0]], [1, 2, 1, 4, 4], [2, 2, 2])
    guess = tf.SparseTensor([[0, 0, 0], [0, 1, 0], [0, 1, 1], [1, 0, 0]], [1, 1, 3, 3], [2, 2, 2])
    one = tf.edit_distance(guess, truth)
    two = tf.edit_distance(guess, truth, normalize=False, name="edits")
    grads = tf.gradients(tf.reduce_sum(tf.square(again.values)), [y.values])
    return ([x.indices, tf.get_default_graph().get_tensor_by_name("SparseToDense:0"), tf.get_default_graph().get_tensor_by_name("dense:0"), full.indices, full.values, empty,
             tf.get_default_graph().get_tensor_by_name("full:0"), again.indices, again.values, one, two] + grads,
            {y: tf.SparseTensorValue([[0, 1], [2, 0]], [1.0, 2.0], [4, 3])})


def grids():
    a, b = tf.placeholder(tf.float32, [3], name="a"), tf.placeholder(tf.float32, [None], name="b")
    out = tf.meshgrid(a, b) + tf.meshgrid([1, 2], [3, 4, 5], [6, 7], indexing="ij", name="grid")
    p, i = tf.placeholder(tf.float32, [2, 3, 4], name="p"), tf.placeholder(tf.int32, [2, None, 1], name="idx")
    out += [tf.gather_nd(p, [[0, 1], [1, 2]]), tf.gather_nd(p, i, batch_dims=1), tf.gather_nd(p, [[[1]], [[2]]], batch_dims=1, name="batched"),
            tf.gather_nd(tf.reshape(p, [2, 3, 2, 2]), tf.zeros([2, 3, 1, 2], tf.int32), batch_dims=2)]
    out += [tf.matrix_diag([[1.0, 2.0], [3.0, 4.0]]), tf.matrix_diag(a, name="diag"), tf.matrix_diag_part(p), tf.diag([1, 2])]
    return out, {a: [1, 2, 3], b: [4, 5], p: np.arange(24.0).reshape(2, 3, 4), i: [[[0], [2]], [[1], [1]]]}


def metrics():
    labels, guess = tf.placeholder(tf.float32, [None, 2], name="labels"), tf.placeholder(tf.float32, [None, 2], name="guess")
    weights = tf.placeholder(tf.float32, [None, 1], name="weights")
    classes, votes = tf.placeholder(tf.int64, [None], name="classes"), tf.placeholder(tf.int32, [None], name="votes")
    out = [tf.metrics.mean(labels), tf.metrics.mean(labels, weights=0.5, name="half"), tf.metrics.mean(labels, weights=weights),
           tf.metrics.accuracy(classes, votes), tf.metrics.mean_squared_error(labels, guess),
           tf.metrics.root_mean_squared_error(labels, guess, metrics_collections=["values"], updates_collections=[tf.GraphKeys.UPDATE_OPS]),
           tf.metrics.root_mean_squared_error(labels, guess, weights, name="weighted")]
    return [list(o) for o in out], {labels: [[1, 2], [3, 4]], guess: [[1, 1], [5, 4]], weights: [[1], [0]], classes: [1, 2], votes: [1, 0]}


def layers():
    tf.set_random_seed(4)
    x, image = tf.placeholder(tf.float32, [None, 4], name="x"), tf.placeholder(tf.float32, [2, 6, 6, 1], name="image")
    y = contrib.fully_connected(x, 3)
    y = contrib.linear(y, 2, scope="line")
    contrib.fully_connected(x, 3, activation_fn=tf.tanh, weights_regularizer=contrib.l2_regularizer(0.1), biases_initializer=None, scope="plain")
    contrib.fully_connected(x, 2, activation_fn=None, scope="shared", reuse=tf.AUTO_REUSE)
    contrib.fully_connected(x, 2, activation_fn=None, scope="shared", reuse=True)
    c = slim.conv2d(image, 2, [3, 3])
    c = slim.convolution2d(c, 3, 2, stride=2, padding="VALID", activation_fn=tf.nn.elu, scope="second")
    f = slim.flatten(c)
    slim.flatten(image, scope="flat")
    slim.fully_connected(f, 2, weights_initializer=tf.truncated_normal_initializer(stddev=0.1), weights_regularizer=slim.l1_regularizer(0.5),
                         biases_regularizer=slim.l2_regularizer(0.25), outputs_collections=["ends"], variables_collections=["mine"])
    slim.fully_connected(f, 2, normalizer_fn=lambda t: tf.multiply(t, 2.0, name="norm"), trainable=False)
    contrib.l1_l2_regularizer(0.5, 0.25)(tf.trainable_variables()[0])
    contrib.xavier_initializer()([2, 3])
    slim.l2_regularizer(0.0)(tf.trainable_variables()[0])


def functions():
    x = tf.placeholder(tf.float32, [2], name="x")
    a = tf.py_func(lambda v: v * 2, [x], tf.float32)
    b, c = tf.py_func(lambda v, n: (v + np.float32(n), np.int64(n)), [a, 3], [tf.float32, tf.int64], stateful=False, name="pair")
    a.set_shape([2])
    return [a, b, c], {x: [1, 2]}


def frozen(rec):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.get_variable("w", initializer=tf.constant([[1.0], [2.0], [3.0]]))
    r = tf.get_variable("r", initializer=tf.constant([0.5]), use_resource=True)
    s = tf.get_variable("state", [2], initializer=tf.zeros_initializer(), trainable=False)
    rows = tf.gather(tf.get_variable("table", initializer=tf.constant([[1.0], [2.0]]), use_resource=True), [1, 0])
    out = tf.identity(tf.matmul(tf.identity(x), w) + r, name="out")
    tf.identity(out + s[:1] + rows, name="stateful")
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(out))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        g = tf.get_default_graph().as_graph_def()

        def write(name, value):
            with open(rec.path(name + ".pb"), "wb") as f:
                f.write(value.SerializeToString(deterministic=True))
        write("sub", graph_util.extract_sub_graph(g, ["out"]))
        write("frozen", graph_util.convert_variables_to_constants(sess, g, ["out"]))
        write("kept", graph_util.convert_variables_to_constants(sess, g, ["stateful"], variable_names_blacklist=["state"]))
        write("only", graph_util.convert_variables_to_constants(sess, g, ["stateful"], variable_names_whitelist=["w", "r", "table"]))
        write("inference", graph_util.remove_training_nodes(graph_util.convert_variables_to_constants(sess, g, ["out"]), ["out"]))


for program in [sparse, grids, metrics, functions]:
    with tf.Graph().as_default():
        rec = Recorder(__file__, "calls_" + program.__name__)
        fetches, feeds = program()
        with rec.session() as sess:
            if tf.local_variables():
                sess.run(tf.local_variables_initializer())
            if program is sparse:
                (key, value), = feeds.items()
                feeds = {key.indices: value.indices, key.values: value.values, key.dense_shape: value.dense_shape}
            if program is metrics:
                for value, update in fetches:
                    sess.run([update], feeds)
                    sess.run([update], feeds)
                    sess.run([value])
            elif program is not functions:
                sess.run(fetches, feeds)

with tf.Graph().as_default():
    rec = Recorder(__file__, "calls_layers")
    layers()
    rec.finish()

with tf.Graph().as_default():
    rec = Recorder(__file__, "calls_frozen")
    frozen(rec)
    rec.finish()
