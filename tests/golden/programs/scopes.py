"""What variable scopes hand to the variables in them, and how scopes that are opened again name their ops."""
import tensorflow as tf
from recorder import Recorder


def inheritance():
    ones, zeros = tf.ones_initializer(), tf.zeros_initializer()
    with tf.variable_scope("tower", initializer=tf.constant_initializer(0.3), dtype=tf.float64) as tower:
        tf.get_variable("own", [1], initializer=ones)
        tf.get_variable("given", [1])
        tf.get_variable("single", [1], dtype=tf.float32)
        with tf.variable_scope("inner"):
            tf.get_variable("given", [1])
        with tf.variable_scope("other", initializer=tf.constant_initializer(0.4), dtype=tf.float32):
            tf.get_variable("given", [1])
            with tf.variable_scope(tower):
                tf.get_variable("back", [1])
        tower.set_initializer(zeros)
        tf.get_variable("late", [1])
        with tf.variable_scope("inner", reuse=True):
            tf.get_variable("given", [1], dtype=tf.float64)
    with tf.variable_scope("penalized", regularizer=lambda v: tf.reduce_mean(v, name="mean")):
        tf.get_variable("w", [2], initializer=ones)
        tf.get_variable("none", [2], initializer=ones, regularizer=tf.no_regularizer)
        with tf.variable_scope("own", regularizer=lambda v: tf.reduce_max(v)):
            tf.get_variable("w", [2], initializer=ones)
        with tf.variable_scope("off", regularizer=tf.no_regularizer):
            tf.get_variable("w", [2], initializer=ones)
    with tf.variable_scope("penalized", reuse=True, regularizer=lambda v: tf.reduce_mean(v, name="again")):
        tf.get_variable("w", [2])
    with tf.variable_scope("parts", partitioner=tf.fixed_size_partitioner(2)) as parts:
        tf.get_variable("w", [4], initializer=ones)
    with tf.variable_scope(parts):
        tf.get_variable("v", [4], initializer=ones)
    with tf.variable_scope("resources", use_resource=True):
        tf.get_variable("w", [1], initializer=ones)
        tf.get_variable("ref", [1], initializer=ones, use_resource=False)
    tf.get_variable("number", initializer=3.5)
    tf.get_variable("list", initializer=[[1, 2], [3, 4]])
    tf.get_variable("made", initializer=lambda: tf.zeros([2]))
    tf.get_variable("placed", [1], initializer=ones, collections=["mine", tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    with tf.control_dependencies([tf.constant(1, name="before")]):
        tf.get_variable("free", [1], initializer=ones)
    tf.cond(tf.placeholder(tf.bool, [], name="p"), lambda: tf.identity(tf.get_variable("branch", [1], initializer=ones)), lambda: tf.zeros([1]))


def reentry():
    zeros = tf.zeros_initializer()
    with tf.variable_scope("a") as a:
        with tf.name_scope("n"):
            with tf.variable_scope("b") as b:
                tf.no_op("op")
        with tf.variable_scope(b):
            tf.no_op("op")
            tf.get_variable("v", [], initializer=zeros)
            with tf.variable_scope(None, "d"):
                tf.get_variable("v", [], initializer=zeros)
            with tf.variable_scope(None, "d"):
                tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope(b):
        with tf.variable_scope("d_2"):
            tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope(a, reuse=tf.AUTO_REUSE):
        tf.get_variable("w", [], initializer=zeros)
        with tf.variable_scope("b"):
            tf.get_variable("v", [])
    with tf.variable_scope(None, "layer"), tf.variable_scope(None, "layer"):
        tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope(None, "layer"):
        with tf.variable_scope("layer"):
            tf.get_variable("v", [], initializer=zeros)
        with tf.variable_scope(None, "layer"):
            tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope("layer_5"):
        with tf.variable_scope(None, "layer"):
            tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope("plain", auxiliary_name_scope=False) as plain:
        tf.no_op("op")
        with tf.variable_scope("inner", auxiliary_name_scope=False):
            tf.get_variable("v", [], initializer=zeros)
            tf.no_op("op")
    with tf.name_scope("around"):
        with tf.variable_scope(plain, auxiliary_name_scope=False):
            tf.no_op("op")
            tf.get_variable("late", [], initializer=zeros)
        with tf.variable_scope(plain):
            tf.no_op("op")
        with tf.variable_scope(None, "made", auxiliary_name_scope=False):
            tf.no_op("op")
            tf.get_variable("v", [], initializer=zeros)
    with tf.variable_scope("plain") as again, tf.name_scope(again.original_name_scope):
        tf.no_op("op")
    with tf.variable_scope(tf.get_variable_scope()):
        tf.no_op("op")
        tf.get_variable("root", [], initializer=zeros)


def losses():
    logits = [tf.placeholder(tf.float32, [3, 4], name="l%d" % i) for i in range(2)]
    targets = [tf.placeholder(tf.int32, [3], name="t%d" % i) for i in range(2)]
    weights = [tf.placeholder(tf.float32, [3], name="w%d" % i) for i in range(2)]
    legacy = tf.contrib.legacy_seq2seq
    return [legacy.sequence_loss_by_example(logits, targets, weights),
            legacy.sequence_loss_by_example(logits, targets, weights, average_across_timesteps=False, name="sums"),
            legacy.sequence_loss_by_example(logits, targets, weights, softmax_loss_function=lambda labels, logits: logits[:, 0] * tf.cast(labels, tf.float32)),
            legacy.sequence_loss(logits, targets, weights),
            legacy.sequence_loss(logits, targets, weights, average_across_batch=False, name="whole"),
            legacy.sequence_loss_by_example([tf.concat(logits, 0)], [tf.concat(targets, 0)], [tf.ones([6])])], logits + targets + weights


for program in [inheritance, reentry]:
    with tf.Graph().as_default():
        rec = Recorder(__file__, "scopes_" + program.__name__)
        program()
        rec.finish()

with tf.Graph().as_default():
    rec = Recorder(__file__, "legacy_losses")
    fetches, feeds = losses()
    values = [[[1, 2, 3, 4], [0, 1, 0, 1], [3, 1, 1, 0]], [[0, 0, 0, 1], [2, 1, 0, 1], [1, 1, 1, 1]], [0, 1, 2], [3, 3, 0], [1, 0.5, 0], [2, 0, 0]]
    with rec.session() as sess:
        sess.run(fetches, dict(zip(feeds, values)))
