"""What older programs train with: the cross entropy of lists of steps, a noisy learning rate, gradients by tensors, and every gate."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

rec = Recorder(__file__)
tf.set_random_seed(3)
logits = [tf.placeholder(tf.float32, [2, 4], name="logits") for _ in range(3)]
targets = [tf.placeholder(tf.int32, [2], name="targets") for _ in range(3)]
weights = [tf.placeholder(tf.float32, [2], name="weights") for _ in range(3)]
step = tf.placeholder(tf.int32, [], name="step")
s2s = tf.contrib.legacy_seq2seq
losses = [
    s2s.sequence_loss_by_example(logits, targets, weights),
    s2s.sequence_loss_by_example(logits, targets, weights, average_across_timesteps=False, name="sums"),
    s2s.sequence_loss_by_example([logits[0]], [targets[0]], [tf.ones([2])]),
    s2s.sequence_loss(logits, targets, weights),
    s2s.sequence_loss(logits, targets, weights, average_across_batch=False, name="total"),
    s2s.sequence_loss(logits, targets, weights, average_across_timesteps=False,
                      softmax_loss_function=lambda labels, logits: tf.reduce_sum(logits, 1) * tf.cast(labels, tf.float32)),
]
rates = [
    tf.train.noisy_linear_cosine_decay(0.1, step, 6),
    tf.train.noisy_linear_cosine_decay(0.1, step, 6, initial_variance=0.5, variance_decay=0.6, num_periods=2.0, alpha=0.1, beta=0.01, name="noisy"),
]
opt = tf.train.GradientDescentOptimizer(0.1)
v = tf.get_variable("v", [2, 4], initializer=tf.ones_initializer())
hidden = tf.tanh(v)
loss = s2s.sequence_loss([hidden * 2.0], [targets[0]], [weights[0]])
gradients = []
for gate in (opt.GATE_NONE, opt.GATE_OP, opt.GATE_GRAPH):
    gradients += [g for g, _ in opt.compute_gradients(loss, [hidden], gate_gradients=gate)]
    gradients += [g for g, _ in opt.compute_gradients(loss, [v], gate_gradients=gate)]
pairs = opt.compute_gradients(loss, [hidden, weights[0], logits[0]])
gradients += [g for g, _ in pairs if g is not None]
rng = np.random.RandomState(2)
feed = {t: rng.randn(2, 4) for t in logits}
feed.update({t: rng.randint(0, 4, 2) for t in targets})
feed.update({weights[0]: [1, 2], weights[1]: [0.5, 0], weights[2]: [0, 0], step: 2})
with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(losses, feed)
    for _ in range(2):
        sess.run(rates, feed)
    sess.run(gradients, feed)
