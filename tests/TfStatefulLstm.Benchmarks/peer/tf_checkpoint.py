"""Saves or restores a gibibyte of variables: prints seconds, and the largest memory of the process in parts of the tensors."""
import resource
import sys
import time

import tensorflow as tf

kind, prefix = sys.argv[1:]
for i in range(16):
    tf.get_variable("v%d" % i, [4096, 4096], initializer=tf.random_uniform_initializer())
saver = tf.train.Saver()
with tf.Session() as session:
    if kind == "save":
        session.run(tf.global_variables_initializer())
    start = time.time()
    if kind == "save":
        saver.save(session, prefix, write_meta_graph=False)
    else:
        saver.restore(session, prefix)
    seconds = time.time() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / float(1 << 20))
