"""A checkpoint of objects, as tf.train.Checkpoint writes it: its names are those of the objects, and a tensor of its own says which variables they are."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

rec = Recorder(__file__)
with tf.variable_scope("net"):
    w = tf.get_variable("w", initializer=np.arange(6, dtype="f").reshape(2, 3), use_resource=True)
    b = tf.get_variable("b", initializer=np.ones(3, "f"), use_resource=True)
step = tf.train.get_or_create_global_step()
objects = tf.train.Checkpoint(layer=tf.train.Checkpoint(kernel=w, bias=b), step=step)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    objects.write(rec.path("objects"), session=sess)
rec.finish()

# A saver of today's names finds them, too
tf.reset_default_graph()
with tf.variable_scope("net"):
    w, b = tf.get_variable("w", [2, 3]), tf.get_variable("b", [3])
tf.train.get_or_create_global_step()
with tf.Session() as sess:
    tf.train.Saver().restore(sess, rec.path("objects"))
    assert (sess.run(w) == np.arange(6).reshape(2, 3)).all() and (sess.run(b) == 1).all()
