"""What tf.train.Saver builds for the V1 format, and the files of every type that the format has."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

V1 = tf.train.SaverDef.V1


def case(name):
    tf.reset_default_graph()
    return Recorder(__file__, "saver_v1_" + name)


rec = case("basic")
w = tf.Variable(tf.random_normal([3, 2], seed=1), name="layer/w")
b = tf.Variable(tf.zeros([2]), name="layer/b", trainable=False)
step = tf.train.get_or_create_global_step()
bump = tf.assign_add(step, 1)
with tf.variable_scope("part", partitioner=tf.fixed_size_partitioner(3)):
    tf.get_variable("emb", [10, 4], initializer=tf.random_uniform_initializer(seed=1))
saver = tf.train.Saver(write_version=V1, max_to_keep=2)
with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    rec.snapshot(sess, "init")
    for _ in range(3):
        sess.run(bump)
        saver.save(sess._sess, rec.path("model.ckpt"), global_step=step)

rec = case("sharded")
for i in range(4):
    with tf.device("/cpu:%d" % (i % 2)):
        tf.Variable(np.arange(i + 1, dtype="f"), name="shard/v%d" % i)
saver = tf.train.Saver(sharded=True, write_version=V1)
with tf.Session(config=tf.ConfigProto(device_count={"CPU": 2})) as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, rec.path("model.ckpt"), global_step=5)
rec.finish()

# Every type that the format has; the reader of Python has not all of them
rec = case("types")
TYPES = [tf.float16, tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.uint16, tf.bool, tf.complex64, tf.complex128]
values = np.array([[-1, 0, 3], [100, 5, -6]])
names = [t.name for t in TYPES] + ["string"]
data = [tf.cast(tf.constant(np.abs(values) if "u" in t.name else values), t) for t in TYPES] + [tf.constant([[b"a", b"", b"c\xff\0"], [b"1", b"2", b"3"]])]
tf.raw_ops.Save(filename=rec.path("whole"), tensor_names=names, data=data, name="whole")
tf.raw_ops.SaveSlices(filename=rec.path("slices"), tensor_names=names, shapes_and_slices=["4 3 1,2:-"] * len(names), data=data, name="slices")
with rec.session() as sess:
    sess.run(["whole", "slices"])
