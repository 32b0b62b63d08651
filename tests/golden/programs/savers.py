"""What tf.train.Saver builds, and the MetaGraphs that it exports; every case is a graph with its savers, most with .meta files beside it."""
import uuid

import tensorflow as tf
from recorder import Recorder


class Fixed(object):
    hex = "0123456789abcdef0123456789abcdef"


uuid.uuid4 = lambda: Fixed          # a sharded saver writes through a folder with a random name


def case(name):
    tf.reset_default_graph()
    return Recorder(__file__, "saver_" + name)


# Two savers; the first saves and keeps two, with a step
rec = case("basic")
w = tf.Variable(tf.random_normal([3, 2], seed=1), name="layer/w")
b = tf.Variable(tf.zeros([2]), name="layer/b", trainable=False)
step = tf.train.get_or_create_global_step()
bump = tf.assign_add(step, 1)
saver = tf.train.Saver(max_to_keep=2)
best = tf.train.Saver({"weights": w, "bias": b}, name="best", max_to_keep=1, keep_checkpoint_every_n_hours=2)
tf.add_to_collection("train_op", bump)
tf.add_to_collection("answers", 42)
tf.add_to_collection("inputs", w.value())
with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    rec.snapshot(sess, "init")
    for _ in range(3):
        sess.run(bump)
        saver.save(sess._sess, rec.path("model.ckpt"), global_step=step)

# Resource variables
rec = case("resource")
with tf.variable_scope("net", use_resource=True):
    w = tf.get_variable("w", [3, 2], initializer=tf.random_uniform_initializer(seed=1))
    b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
v = tf.Variable(1.0, name="plain")
saver = tf.train.Saver()
tf.train.Saver([w, v], name="again")
saver.export_meta_graph(rec.path("model.meta"))
rec.finish()

# One shard a device, variables in slices
rec = case("sharded_partitioned")
with tf.device("/cpu:0"):
    with tf.variable_scope("part", partitioner=tf.fixed_size_partitioner(3)):
        tf.get_variable("emb", [10, 4], initializer=tf.random_uniform_initializer(seed=1))
with tf.device("/cpu:1"):
    with tf.variable_scope("cols", partitioner=tf.fixed_size_partitioner(2, axis=1)):
        tf.get_variable("kernel", [3, 5], initializer=tf.random_uniform_initializer(seed=2))
    tf.Variable([1, 2], name="plain")
saver = tf.train.Saver(sharded=True)
saver.export_meta_graph(rec.path("model.meta"))
rec.finish()

# Arguments: reshape with a shape that is not known, a given file name, a name in a scope, one restore a variable
rec = case("options")
a = tf.Variable(tf.placeholder_with_default(tf.zeros([2, 3]), [None, 3]), validate_shape=False, name="a")
b = tf.Variable(tf.zeros([4]), name="b")
r = tf.get_variable("r", [2], use_resource=True, initializer=tf.zeros_initializer())
tf.train.Saver(reshape=True, filename="given/name", name="shaped")
with tf.name_scope("scope"):
    tf.train.Saver([b])
    with tf.name_scope("inner"):
        tf.train.Saver({"other": b, "r": r}, restore_sequentially=True)
from tensorflow.python.training.saver import BaseSaverBuilder
tf.train.Saver([a, b, r], builder=BaseSaverBuilder(), name="one_by_one", sharded=True)
rec.finish()

# Contexts of loops and conditions, and the ways to export them
rec = case("contexts")
with tf.variable_scope("model"):
    x = tf.placeholder(tf.float32, [2], name="x")
    v = tf.Variable([1.0, 2.0], name="v")
    w = tf.get_variable("w", [2], use_resource=True, initializer=tf.ones_initializer())
    i, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, tf.cond(i > 1, lambda: y + v, lambda: y * x)), [0, x])
    g = tf.gradients(y, [v])[0]
    with tf.device("/cpu:0"):
        z = tf.cond(tf.reduce_sum(y) > 0, lambda: y + w, lambda: -y, name="choice")
    tf.add_to_collection("outputs", z)
with tf.variable_scope("tail"):
    t = tf.placeholder(tf.float32, [2], name="t")
    u = tf.Variable(tf.fill([2], 2.0), name="u", trainable=False)
    tf.add_to_collection("tails", tf.cond(t[0] > 0, lambda: t * u, lambda: t - u))
    tf.while_loop(lambda t: tf.reduce_sum(t) < 3, lambda t: t + u, [t], maximum_iterations=4)
saver = tf.train.Saver()
saver.export_meta_graph(rec.path("model.meta"))
saver.export_meta_graph(rec.path("stripped.meta"), strip_default_attrs=True, clear_devices=True)
other = tf.train.Saver(name="other")
saver.export_meta_graph(rec.path("extraneous.meta"), clear_extraneous_savers=True, collection_list=["variables", "outputs"])
tf.train.export_meta_graph(rec.path("scoped.meta"), export_scope="tail")
rec.finish()

# The same, imported into a scope beside what is there
rec2 = case("imported")
tf.Variable(0.0, name="model/v")
tf.Variable(0.0, name="part/x")
saver = tf.train.import_meta_graph(rec.path("model.meta"), import_scope="copy", clear_devices=True)
tf.train.import_meta_graph(rec.path("scoped.meta"), import_scope="part")
tf.identity(tf.get_collection("outputs")[0], name="model/after")
print(saver.saver_def, tf.get_collection("variables"))
tf.train.export_meta_graph(rec2.path("model.meta"))
rec2.finish()
