"""Summaries: their names, tags, collections and families, and the messages that runs make."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

rec = Recorder(__file__)
x = tf.placeholder(tf.float32, [None], name="x")
n = tf.placeholder(tf.int64, [None, 2], name="n")
note = tf.constant(["*one*", "two"], name="note")
total = tf.reduce_sum(x, name="total")
with tf.name_scope("train"):
    loss = tf.summary.scalar("loss", total)
    again = tf.summary.scalar("loss", tf.constant(2.5, tf.float64))
    odd = tf.summary.scalar("/a rate: 10%", tf.constant(7))
    family = tf.summary.scalar("loss", total, family="fam ily")
    values = tf.summary.histogram("values", x)
    counts = tf.summary.histogram("counts", n, family="ints")
apart = tf.summary.scalar("apart", total, collections=["mine", "yours"])
nowhere = tf.summary.scalar("nowhere", total, collections=[])
text = tf.summary.text("text", note)
described = tf.summary.tensor_summary("tensor", total, summary_description="A sum.", display_name="The total")
matrix = tf.summary.tensor_summary("matrix", n, family="tensors", display_name="A matrix")
two = tf.summary.merge([loss, values])
kept = tf.summary.merge([loss, again], collections=["mine"], name="two losses")
everything = tf.summary.merge_all()
train = tf.summary.merge_all(scope="train/loss", name="losses")
mine = tf.summary.merge_all("mine")
assert tf.summary.merge_all("nothing") is None

rng = np.random.RandomState(1)
with rec.session() as sess:
    for values_of_x in (rng.randint(-64, 64, 500) / 8.0, [0.0, 1e-13, -1e25, 3e30, 1.0, 1.1], [2.5]):
        feeds = {x: values_of_x, n: rng.randint(-40, 40, [30, 2])}
        sess.run([loss, again, odd, family, values, counts, apart, nowhere, text, described, matrix, two, kept, everything, train, mine], feeds)
    sess.run([values], {x: []})
    for bad in ([1.0, np.nan], [np.inf]):
        try:
            sess.run(values, {x: bad})
        except tf.errors.InvalidArgumentError:
            pass
