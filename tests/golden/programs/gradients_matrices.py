"""Gradients of gradients and of matrices: of max_pool's gradient, of mirrored margins, of a QR decomposition and of triangular systems."""
import numpy as np
import tensorflow as tf

from recorder import Recorder

rec = Recorder(__file__)
image = tf.placeholder(tf.float32, [1, 4, 4, 2], name="image")
images = tf.placeholder(tf.float32, [None, 4, 4, 2], name="images")
x = tf.placeholder(tf.float32, [3, 4], name="x")
u = tf.placeholder(tf.float32, [None, 4], name="u")
tall = tf.placeholder(tf.float64, [4, 3], name="tall")
square = tf.placeholder(tf.float64, [2, 3, 3], name="square")
rhs = tf.placeholder(tf.float64, [2, 3, 2], name="rhs")
results = []


def grad(ys, *xs):
    gradients = [g for g in tf.gradients(ys, list(xs)) if g is not None]
    results.extend(gradients)
    return gradients


with tf.name_scope("pools"):
    for a in [image, images]:
        for padding, stride in [("VALID", 1), ("SAME", 3)]:  # at SAME and 1 the kernel of MaxPoolGradGrad writes over its own input
            first = tf.gradients(tf.square(tf.nn.max_pool(a, [1, 2, 2, 1], [1, stride, stride, 1], padding)), a)[0]
            second = grad(tf.square(first), a)[0]
    grad(second, images)
with tf.name_scope("mirrors"):
    for mode in ["REFLECT", "SYMMETRIC"]:
        for a in [x, u]:
            first = grad(tf.square(tf.pad(a, [[1, 2], [0, 3]], mode)), a)[0]
            grad(tf.square(first), a)
with tf.name_scope("decompositions"):
    q, r = tf.qr(tall)
    grad([q * q, r * 2.0], tall)
    grad(q, tall)
    q, r = tf.qr(square)
    grad(r * r, square)
with tf.name_scope("systems"):
    for lower in [True, False]:
        for adjoint in [True, False]:
            grad(tf.linalg.triangular_solve(square, rhs, lower=lower, adjoint=adjoint), square, rhs)
    grad(tf.linalg.band_part(square, 1, 0) * tf.linalg.adjoint(square), square)
rng = np.random.RandomState(4)
feed = {t: rng.uniform(0.5, 2, [3 if d is None else d for d in t.shape.as_list()]) for t in [image, images, x, u, tall, rhs]}
feed[square] = rng.uniform(0.5, 1, [2, 3, 3]) + 2 * np.eye(3)
with rec.session() as sess:
    sess.run(results, feed)
