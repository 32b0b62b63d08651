"""What real programs do that surprises an implementer: names, scopes, references, old spellings."""
import numpy as np
import tensorflow as tf
from recorder import Recorder


def names():
    tf.constant(0.1, name="learning_rate")
    tf.constant(0.1, name="Learning_rate")
    a = tf.placeholder(tf.float32, [2], name="a")
    tf.multiply(a, a, name="mul")
    tf.multiply(a, a)
    tf.Variable(1.0, name="A")
    with tf.name_scope("Scope"):
        tf.identity(a)
    with tf.name_scope("scope"):
        tf.identity(a)
        tf.Variable(1.0, name="v")
        tf.get_variable("v", initializer=1.0)
    with tf.variable_scope("scope"):
        tf.Variable(1.0, name="v")
        tf.get_variable("v", initializer=1.0)
    tf.get_variable("root", initializer=1.0)
    with tf.variable_scope("", reuse=True):
        tf.get_variable("root")
        tf.identity(a)
        tf.Variable(1.0, name="v")
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        tf.identity(tf.get_variable("root"))
    tf.concat([a], 0)
    tf.concat([a], 0, name="one")
    tf.concat(a, 0)


def spellings():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.placeholder(tf.float32, [None, 4, 1], name="y")
    tf.squeeze(y, squeeze_dims=[2])
    tf.reduce_sum(y, reduction_indices=1)
    tf.reduce_mean(y, reduction_indices=[1], keep_dims=True)
    tf.reverse_sequence(y, tf.fill([tf.shape(y)[0]], 2), seq_dim=1, batch_dim=0)
    tf.argmax(y, dimension=1)
    tf.expand_dims(y, dim=0)
    tf.nn.softmax(y, dim=1)
    tf.nn.l2_normalize(y, dim=1)
    tf.reshape(y, [tf.shape(y)[0], 2, 2])
    tf.reshape(y, [-1, y.get_shape().as_list()[1]])
    tf.reshape(y, tf.stack([tf.shape(y)[0], -1]))
    tf.tanh(x)
    tf.reduce_sum(x)
    tf.matmul(x, [[1.0], [2.0]])
    tf.get_variable("zeros", [2], "float32", tf.zeros_initializer)
    tf.get_variable("array", [2, 2], initializer=lambda shape, dtype, partition_info: np.eye(2, dtype=np.float32))
    tf.Variable(np.ones([2], np.float64), name="value")
    with tf.variable_scope("got", custom_getter=lambda getter, name, *args, **kwargs: getter(name + "_own", *args, **kwargs)):
        tf.identity(tf.get_variable("v", [2], initializer=tf.ones_initializer()))
    with tf.variable_scope("reg", regularizer=tf.contrib.layers.l2_regularizer(0.1)):
        with tf.control_dependencies([tf.no_op("before")]), tf.name_scope("inside"):
            tf.get_variable("v", [2])


def references():
    memory = tf.Variable(tf.zeros([6, 3]), trainable=False, name="memory")
    x = tf.placeholder(tf.float32, [None, 2, 2], name="x")
    batch = tf.shape(x)[0]
    outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), x, initial_state=memory[:batch])
    with tf.control_dependencies([outputs]):
        tf.assign(memory, tf.concat([state, memory[batch:]], 0), name="carry")
    tf.scatter_update(memory, [1, 2], tf.ones([2, 3]), name="rows")
    tf.tuple([memory, tf.Variable(1.0, name="other")], name="both")
    tf.group(memory.initializer, tf.assign(memory, tf.zeros_like(memory)), name="reset")


def training():
    step = tf.Variable(0.0, name="step", trainable=True)
    table = tf.get_variable("table", [5, 2], initializer=tf.ones_initializer())
    w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
    unused = tf.get_variable("unused", [2])
    ids = tf.placeholder(tf.int32, [None], name="ids")
    loss = tf.reduce_mean(tf.matmul(tf.nn.embedding_lookup(table, ids), w))
    grads = tf.gradients(loss, [table, w, unused])
    clipped, norm = tf.clip_by_global_norm(grads, 5.0)
    tf.train.GradientDescentOptimizer(0.5).apply_gradients(zip(clipped, [table, w, unused]), global_step=step)
    average = tf.train.ExponentialMovingAverage(0.9)
    average.apply([w])
    key = object()
    tf.add_to_collection(key, norm)
    assert tf.get_collection(key) == [norm]
    tf.train.Saver(name="best", max_to_keep=1)
    tf.train.Saver({"table": table, "w": average.average(w)})
    tf.train.Saver(average.variables_to_restore())
    tf.global_variables_initializer()


def devices():
    with tf.device("/cpu:0"):
        tf.get_variable("there", [2], initializer=tf.zeros_initializer())
    tf.get_variable("anywhere", [2], initializer=tf.zeros_initializer())
    tf.global_variables_initializer()


for program in [names, spellings, references, training, devices]:
    with tf.Graph().as_default():
        rec = Recorder(__file__, "surprises_" + program.__name__)
        program()
        rec.finish()
