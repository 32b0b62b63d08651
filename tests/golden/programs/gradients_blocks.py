"""The gradients of the ops that hold a whole cell."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib.rnn.python.ops import gru_ops, lstm_ops  # noqa: F401: they register the gradients
from tensorflow.python.ops import gen_rnn_ops

from recorder import Recorder

rec = Recorder(__file__)
shapes = {"x": [2, 3], "xs": [5, 2, 3], "c": [2, 4], "h": [2, 4], "w": [7, 16], "p": [4], "b": [16], "w_ru": [7, 8], "w_c": [7, 4], "b_ru": [8], "b_c": [4]}
x, xs, c, h, w, p, b, w_ru, w_c, b_ru, b_c = [tf.placeholder(tf.float32, s, name=n) for n, s in shapes.items()]
xs_all = [x, xs, c, h, w, p, b, w_ru, w_c, b_ru, b_c]
u = tf.placeholder(tf.float32, [None, 3], name="u")
results = []
lstm = gen_rnn_ops.lstm_block_cell(x, c, h, w, p, p, p, b, use_peephole=True)
results += tf.gradients([lstm.cs, lstm.h], [x, c, h, w, p, b])
lstm = gen_rnn_ops.lstm_block_cell(u, c, h, w, p, p, p, b)
results += tf.gradients(lstm.h, [u, c, h, w, b])
gru = gen_rnn_ops.gru_block_cell(x, h, w_ru, w_c, b_ru, b_c)
results += tf.gradients(gru.h, [x, h, w_ru, w_c, b_ru, b_c])
block = gen_rnn_ops.block_lstm(tf.constant(4, tf.int64), xs, c, h, w, p, p, p, b, use_peephole=True)
results += tf.gradients(tf.square(block.h), [xs, c, h, w, p, b])
rng = np.random.RandomState(5)
feed = {t: rng.uniform(-1, 1, t.shape.as_list()) for t in xs_all}
feed[u] = rng.uniform(-1, 1, [2, 3])
with rec.session() as sess:
    sess.run(results, feed)
