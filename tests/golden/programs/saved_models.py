"""SavedModels with several tags, signatures, assets and ops to run at loading; and the graphs that loading makes."""
import os
import shutil
import uuid

import tensorflow as tf
from recorder import Recorder


class Fixed(object):
    hex = "0123456789abcdef0123456789abcdef"


uuid.uuid4 = lambda: Fixed          # a sharded saver writes through a folder with a random name


def case(name):
    tf.reset_default_graph()
    rec = Recorder(__file__, "saved_model_" + name)
    shutil.rmtree(rec.path("export"), ignore_errors=True)
    return rec


def asset(rec, folder, text):
    path = os.path.join(rec.path(folder), "vocabulary.txt")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").write(text)
    return path


utils = tf.saved_model.signature_def_utils

rec = case("tags")
x = tf.placeholder(tf.float32, [None, 3], name="x")
examples = tf.placeholder(tf.string, [None], name="examples")
w = tf.Variable([[1.0], [2.0], [3.0]], name="w")
state = tf.Variable(tf.zeros([2]), trainable=False, name="state")
vocabulary = tf.constant(asset(rec, "one", "a b c"), name="vocabulary")
tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, vocabulary)
other = tf.constant(asset(rec, "two", "d e f"), name="other")
tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, other)
tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, tf.constant(rec.path("one/vocabulary.txt"), name="again"))
y = tf.matmul(x, w, name="y")
classes = tf.identity(examples, name="classes")
init = tf.group(state.assign([4.0, 5.0]), name="at_load")
signatures = {
    "serving_default": utils.predict_signature_def({"x": x}, {"y": y}),
    "regress": utils.regression_signature_def(examples, y),
    "classify": utils.classification_signature_def(examples, classes, y),
}
builder = tf.saved_model.builder.SavedModelBuilder(rec.path("export"))
with rec.session() as sess:
    sess.run(tf.global_variables_initializer())
    rec.snapshot(sess, "init")
    builder.add_meta_graph_and_variables(sess._sess, ["train"], signature_def_map=signatures, assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS), main_op=init)
    builder.add_meta_graph([tf.saved_model.tag_constants.SERVING, "gpu"], signature_def_map={"serving_default": signatures["serving_default"]}, clear_devices=True, strip_default_attrs=True)
    builder.save()
    builder.save(as_text=True)

rec2 = case("loaded")
tf.Variable(0.0, name="mine")
with rec2.session() as sess:
    meta = tf.saved_model.loader.load(sess._sess, ["gpu", "serve"], rec.path("export"))
    tf.saved_model.loader.load(sess._sess, ["train"], rec.path("export"), import_scope="copy")
    sess.run(["y:0", "state:0", "copy/y:0", "copy/state:0"], {"x:0": [[1.0, 1.0, 1.0]], "copy/x:0": [[1.0, 2.0, 3.0]]})
