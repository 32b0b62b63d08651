"""Networks' building blocks and losses."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [2, 3], name="x")
z = tf.placeholder(tf.float32, [None, 3], name="z")
q = tf.placeholder(tf.float32, [2, 4, 3], name="q")
r = tf.placeholder(tf.float32, [None, None, 3], name="r")
image = tf.placeholder(tf.float32, [1, 6, 6, 2], name="image")
labels = tf.placeholder(tf.float32, [2, 3], name="labels")
classes = tf.placeholder(tf.int32, [2], name="classes")
sequence = tf.placeholder(tf.int32, [2, 4], name="sequence")
open_sequence = tf.placeholder(tf.int32, [None, None], name="open_sequence")
rate = tf.placeholder(tf.float32, [], name="rate")
n = tf.placeholder(tf.int32, [], name="n")

tf.nn.bias_add(x, [1.0, 2.0, 3.0])
tf.nn.bias_add(image, [1.0, 2.0], data_format="NHWC", name="bias")
tf.nn.xw_plus_b(x, [[1.0], [2.0], [3.0]], [0.5])
tf.nn.relu(x), tf.nn.relu6(x), tf.nn.elu(x), tf.nn.selu(x), tf.nn.softplus(x), tf.nn.softsign(x), tf.nn.sigmoid(x), tf.nn.tanh(x)
tf.nn.softmax(x), tf.nn.softmax(z, name="probabilities"), tf.nn.softmax(q, 1), tf.nn.log_softmax(x), tf.nn.softmax(x, dim=1), tf.nn.softmax(q, axis=0)
tf.nn.l2_loss(x), tf.nn.l2_normalize(x, 1), tf.nn.moments(x, [0]), tf.nn.moments(z, [1], keep_dims=True)
tf.set_random_seed(5)
tf.nn.dropout(x, 0.5), tf.nn.dropout(z, keep_prob=0.3, noise_shape=[1, 3], seed=1), tf.nn.dropout(x, rate=0.25, name="drop")
tf.nn.dropout(x, rate=rate), tf.nn.dropout(x, rate), tf.nn.dropout(x, 1.0), tf.nn.dropout(x, keep_prob=1 - rate, seed=2), tf.nn.dropout(z, 0.5, noise_shape=[n, 1])
tf.nn.conv2d(image, tf.ones([3, 3, 2, 4]), strides=[1, 1, 1, 1], padding="SAME")
tf.nn.conv2d(image, tf.ones([3, 3, 2, 4]), [1, 2, 2, 1], "VALID", name="conv")
tf.nn.max_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"), tf.nn.avg_pool(image, ksize=[1, 2, 2, 1], strides=[1, 1, 1, 1], padding="VALID", name="mean")
tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x)
tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=z)
tf.nn.softmax_cross_entropy_with_logits_v2(labels=q, logits=q, name="deep")
tf.nn.softmax_cross_entropy_with_logits(labels=r, logits=r)
tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=x, axis=0)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=x)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=sequence, logits=q)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=open_sequence, logits=r, name="open")
tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=x)
tf.nn.in_top_k(x, classes, 2), tf.nn.top_k(x, 2), tf.nn.top_k(x, k=n, sorted=False)

with rec.session() as sess:
    graph = tf.get_default_graph()
    fetches = [o.outputs[0] for o in graph.get_operations() if o.outputs and o.type not in ("Placeholder", "Const")]
    sess.run(fetches, {x: [[1, 2, 3], [4, 5, 6]], z: [[1, 2, 3], [4, 5, 6]], q: np.arange(24.0).reshape(2, 4, 3) / 24, r: np.arange(24.0).reshape(2, 4, 3) / 24,
                       image: np.arange(72.0).reshape(1, 6, 6, 2) / 72, labels: [[1, 0, 0], [0, .5, .5]], classes: [0, 2],
                       sequence: [[0, 1, 2, 0], [2, 1, 0, 0]], open_sequence: [[0, 1, 2, 0], [2, 1, 0, 0]], rate: 0.5, n: 2})
