"""Connectionist temporal classification: loss, gradient, decoders, edit distance."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

TIME, BATCH, CLASSES = 6, 3, 5
LENGTHS = [6, 4, 5]
INDICES, VALUES, SHAPE = [[0, 0], [0, 1], [0, 2], [1, 0], [2, 0], [2, 1]], [0, 1, 1, 2, 3, 0], [3, 3]


def labels():
    return tf.SparseTensor(tf.placeholder(tf.int64, [None, 2], name="indices"), tf.placeholder(tf.int32, [None], name="values"),
                           tf.placeholder(tf.int64, [2], name="shape"))


def feed(x, sparse):
    return {x: np.random.RandomState(3).randn(TIME, BATCH, CLASSES) * 2, sparse.indices: INDICES, sparse.values: VALUES, sparse.dense_shape: SHAPE}


def imports_ctc_loss(rec):
    x = tf.placeholder(tf.float32, [TIME, None, CLASSES], name="x")
    y = labels()
    lengths = tf.placeholder(tf.int32, [None], name="lengths")
    plain = tf.nn.ctc_loss(y, x, lengths)
    batch_major = tf.nn.ctc_loss(y, tf.transpose(x, [1, 0, 2]), lengths, time_major=False)
    collapsed = tf.nn.ctc_loss(y, x, lengths, preprocess_collapse_repeated=True, ctc_merge_repeated=False)
    lenient = tf.nn.ctc_loss(y, x, lengths, ignore_longer_outputs_than_inputs=True)
    logits = tf.layers.dense(x, CLASSES, kernel_initializer=tf.random_uniform_initializer(-1, 1, seed=3))
    loss = tf.reduce_mean(tf.nn.ctc_loss(y, logits, lengths))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        f = feed(x, y)
        f[lengths] = LENGTHS
        sess.run([plain, batch_major, collapsed] + tf.gradients(plain, [x]) + tf.gradients(collapsed, [x]), f)
        for _ in range(3):
            sess.run([loss, train], f)
        short, long, wrong = dict(f), dict(f), dict(f)
        short[lengths], long[lengths], wrong[y.values] = [6, 4, 1], [7, 4, 5], [0, 1, 1, 2, 4, 0]
        sess.run([lenient] + tf.gradients(lenient, [x]), short)
        for bad in (short, long, wrong):
            try:
                sess.run(plain, bad)
            except tf.errors.OpError:
                pass


def imports_ctc_decoders(rec):
    x = tf.placeholder(tf.float32, [TIME, None, CLASSES], name="x")
    y = labels()
    greedy, log_probability = tf.nn.ctc_greedy_decoder(x, LENGTHS)
    unmerged, _ = tf.nn.ctc_greedy_decoder(x, LENGTHS, merge_repeated=False)
    beams, log_probabilities = tf.nn.ctc_beam_search_decoder(x, LENGTHS, beam_width=8, top_paths=3, merge_repeated=False)
    narrow, narrow_log = tf.nn.ctc_beam_search_decoder(x, LENGTHS, beam_width=2, top_paths=1)
    dense = tf.sparse.to_dense(beams[0], default_value=-1)
    distances = [tf.edit_distance(tf.cast(greedy[0], tf.int32), y), tf.edit_distance(tf.cast(beams[1], tf.int32), y, normalize=False)]
    fetches = [log_probability, log_probabilities, narrow_log, dense] + distances
    for s in greedy + unmerged + beams + narrow:
        fetches += [s.indices, s.values, s.dense_shape]
    with rec.session() as sess:
        sess.run(fetches, feed(x, y))


def imports_edit_distance(rec):
    a, b = tf.sparse_placeholder(tf.string, name="a"), tf.sparse_placeholder(tf.string, name="b")
    letters = [tf.string_split([t], "") for t in ("kitten", "sitting")]
    words = [tf.SparseTensor(tf.concat([tf.zeros([tf.shape(s.indices)[0], 1], tf.int64), s.indices], 1), s.values, tf.concat([[1], s.dense_shape], 0)) for s in letters]
    with rec.session() as sess:
        sess.run([tf.edit_distance(words[0], words[1], normalize=n) for n in (True, False)])


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("imports_")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
