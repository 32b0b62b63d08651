"""Cells that the options of cells_options.py leave out: contributed ones, one op a step with every option, wrappers given tensors and functions, one's own."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

rnn = tf.nn.rnn_cell
contrib = tf.contrib.rnn


class Own(rnn.RNNCell):
    """A cell of one's own: one weight made by build, one found by get_variable in the call."""
    state_size = 4
    output_size = 4

    def build(self, inputs_shape):
        self.w = self.add_weight("w", shape=[int(inputs_shape[-1]), 4])
        self.built = True

    def call(self, inputs, state):
        u = tf.get_variable("u", [4, 4])
        output = tf.tanh(tf.matmul(inputs, self.w) + tf.matmul(state, u))
        return output, output


CASES = {
    "nas": lambda: contrib.NASCell(4),
    "nas_proj_bias": lambda: contrib.NASCell(4, num_proj=3, use_bias=True),
    "ugrnn": lambda: contrib.UGRNNCell(4, initializer=tf.random_normal_initializer(stddev=0.3), forget_bias=0.5),
    "intersection": lambda: contrib.IntersectionRNNCell(4),
    "intersection_proj": lambda: contrib.IntersectionRNNCell(3, num_in_proj=3, initializer=tf.random_normal_initializer(stddev=0.3)),
    "gru_block": lambda: contrib.GRUBlockCell(4),
    "lstm_block_peephole_clip": lambda: contrib.LSTMBlockCell(4, forget_bias=0.5, cell_clip=0.2, use_peephole=True),
    "layer_norm_dropout": lambda: contrib.LayerNormBasicLSTMCell(4, dropout_keep_prob=0.7, dropout_prob_seed=5, norm_gain=0.5, norm_shift=0.1),
    "layer_norm_off": lambda: contrib.LayerNormBasicLSTMCell(4, layer_norm=False, forget_bias=0.0, activation=tf.nn.relu),
    "dropout_tensors": lambda: rnn.DropoutWrapper(rnn.GRUCell(4), tf.placeholder_with_default(0.9, []), tf.constant(0.8), tf.constant(0.7), seed=23),
    "dropout_variational_tensors": lambda: rnn.DropoutWrapper(rnn.LSTMCell(4), tf.constant(0.9), state_keep_prob=tf.constant(0.7), variational_recurrent=True,
                                                              input_size=4, dtype=tf.float32, seed=24),
    "residual_fn": lambda: rnn.ResidualWrapper(rnn.GRUCell(3), residual_fn=lambda i, o: o * 0.5 + i[:, 1:]),
    "multi_concat_state": lambda: rnn.MultiRNNCell([rnn.GRUCell(3), rnn.BasicLSTMCell(2, state_is_tuple=False), rnn.BasicRNNCell(4)], state_is_tuple=False),
    "projections": lambda: contrib.InputProjectionWrapper(contrib.OutputProjectionWrapper(rnn.GRUCell(3), 2, activation=tf.nn.relu), 5, activation=tf.tanh),
    "embedding": lambda: contrib.EmbeddingWrapper(rnn.GRUCell(4), 9, 3),
    "own": Own,
}

for name, make in sorted(CASES.items()):
    tf.reset_default_graph()
    rec = Recorder(__file__, "cell_" + name)
    tf.set_random_seed(17)
    x = tf.placeholder(tf.float32, [2, 3, 4], name="x")
    inputs = tf.cast(tf.abs(x[:, :, :1]) * 2.0, tf.int32) if name == "embedding" else x
    outputs, state = tf.nn.dynamic_rnn(make(), inputs, dtype=tf.float32, parallel_iterations=1 if "dropout" in name else None)
    loss = tf.reduce_sum(tf.square(outputs))
    grads = [[g.values, g.indices] if isinstance(g, tf.IndexedSlices) else g
             for g in tf.gradients(loss, tf.trainable_variables() + [x]) if g is not None]
    rng = np.random.RandomState(10)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        rec.snapshot(sess, "init")
        for _ in range(2):
            sess.run([outputs, state, loss, grads], {x: rng.randn(2, 3, 4)})
