"""The same kind of layer as different programs build it, each with weights of its own and what it computes: what conversions of weights are held against."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

X = np.random.RandomState(1).randn(3, 5, 4).astype("f")


def case(name, seed, build):
    tf.reset_default_graph()
    rec = Recorder(__file__, "weights_" + name)
    x = tf.placeholder(tf.float32, [3, 5, 4], name="x")
    y = tf.identity(build(x), name="y")
    rng = np.random.RandomState(seed)
    values = [rng.randn(*v.shape).astype("f") * 0.7 for v in tf.global_variables()]
    feeds = [tf.placeholder(tf.float32, v.shape) for v in tf.global_variables()]
    assigns = [v.assign(f) for v, f in zip(tf.global_variables(), feeds)]
    with rec.session() as sess:
        sess._sess.run(assigns, dict(zip(feeds, values)))
        rec.snapshot(sess, "model")
        sess.run(y, {x: X})


def stack(make):
    return lambda x: tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell([make(), make()]), x, dtype=tf.float32)[0]


def one(cell):
    return lambda x: tf.nn.dynamic_rnn(cell(), x, dtype=tf.float32)[0]


def keras(*layers):
    def build(x):
        for layer in layers:
            x = layer()(x)
        return x
    return build


rnn, layers = tf.nn.rnn_cell, tf.keras.layers
case("basic_lstm", 2, stack(lambda: rnn.BasicLSTMCell(6)))
case("lstm", 3, stack(lambda: rnn.LSTMCell(6, forget_bias=0.5)))
case("lstm_block", 4, stack(lambda: tf.contrib.rnn.LSTMBlockCell(6)))
case("gru", 5, one(lambda: rnn.GRUCell(6)))
lstm = lambda: layers.LSTM(6, recurrent_activation="sigmoid", return_sequences=True)
case("keras_lstm", 6, keras(lstm, lstm))
case("keras_gru", 7, keras(lambda: layers.GRU(6, recurrent_activation="sigmoid", return_sequences=True)))
case("cudnn_compatible", 8, stack(lambda: tf.contrib.cudnn_rnn.CudnnCompatibleLSTMCell(6)))
