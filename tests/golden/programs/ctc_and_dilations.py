"""Connectionist temporal classification and convolutions with holes, as the library builds them itself."""
import numpy as np
import tensorflow as tf
from recorder import Recorder


def ctc_calls(rec):
    x = tf.placeholder(tf.float32, [6, 2, 5], name="x")
    labels = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 1, 3], [2, 2])
    loss = tf.nn.ctc_loss(labels, x, [6, 5])
    tf.nn.ctc_loss(labels, tf.transpose(x, [1, 0, 2]), [6, 5], preprocess_collapse_repeated=True, ctc_merge_repeated=False, ignore_longer_outputs_than_inputs=True, time_major=False)
    gradient, = tf.gradients(tf.reduce_mean(loss), [x])
    (greedy,), score = tf.nn.ctc_greedy_decoder(x, [6, 5])
    beams, scores = tf.nn.ctc_beam_search_decoder(x, [6, 5], beam_width=4, top_paths=2, merge_repeated=False)
    dense = tf.sparse_tensor_to_dense(beams[1], default_value=-1)
    with rec.session() as sess:
        sess.run([loss, gradient, greedy.values, score, dense, scores], {x: np.random.RandomState(1).randn(6, 2, 5)})


def dilated_layers(rec):
    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [None, 6, 5, 2], name="x")
    free = tf.placeholder(tf.float32, [None, None, None, 2], name="free")
    l = tf.layers.conv2d
    outputs = [l(x, 3, 3, dilation_rate=2, padding="same"), l(x, 3, (2, 3), dilation_rate=(1, 2), activation=tf.nn.relu), l(free, 2, 2, dilation_rate=2), l(free, 2, 3, dilation_rate=(2, 3), padding="same", use_bias=False)]
    gradients = tf.gradients(tf.add_n([tf.reduce_sum(o) for o in outputs]), tf.trainable_variables())
    images = np.random.RandomState(3).randn(2, 6, 5, 2)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(outputs + gradients, {x: images, free: images})


for name, build in sorted((k, f) for k, f in list(globals().items()) if k in ("ctc_calls", "dilated_layers")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
