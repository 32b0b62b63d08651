"""The cross entropy of sequences, averaged and summed in every way."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

rec = Recorder(__file__)
logits = tf.placeholder(tf.float32, [2, 3, 4], name="logits")
targets = tf.placeholder(tf.int32, [2, 3], name="targets")
weights = tf.placeholder(tf.float32, [2, 3], name="weights")
loss = tf.contrib.seq2seq.sequence_loss
losses = [
    loss(logits, targets, weights),
    loss(logits, targets, weights, True, False),
    loss(logits, targets, weights, False, True),
    loss(logits, targets, weights, False, False),
    loss(logits, targets, weights, False, False, True, True, name="sums"),
    loss(logits, targets, weights, False, False, True, False),
    loss(logits, targets, weights, False, False, False, True),
    loss(logits, targets, weights, softmax_loss_function=lambda labels, logits: tf.reduce_sum(logits, 1) * tf.cast(labels, tf.float32)),
]
rng = np.random.RandomState(2)
with rec.session() as sess:
    sess.run(losses, {logits: rng.randn(2, 3, 4), targets: rng.randint(0, 4, [2, 3]), weights: [[1, 0.5, 0], [2, 0, 0]]})
