"""tf.keras in graph mode: recurrent layers with state of their own, as loops of either kind and as functions."""
import numpy as np
import tensorflow as tf
from recorder import Recorder

BATCH, TIME, DEPTH, UNITS = 2, 4, 3, 5
layers = tf.keras.layers


def data():
    rng = np.random.RandomState(6)
    return rng.randn(3, BATCH, TIME, DEPTH), rng.randn(3, BATCH, 2)


def stateful(make):
    def program(rec):
        tf.set_random_seed(2)
        x = tf.placeholder(tf.float32, [BATCH, TIME, DEPTH], name="x")
        y = tf.placeholder(tf.float32, [BATCH, 2], name="y")
        layer = make()
        outputs = layer(x)
        prediction = layers.Dense(2)(outputs)
        updates = layer.get_updates_for(x)
        loss = tf.reduce_mean(tf.square(prediction - y))
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        resets = [tf.compat.v1.assign(s, tf.zeros_like(s)) for s in layer.states] if layer.stateful else []
        xs, ys = data()
        with rec.session() as sess:
            sess.run(tf.global_variables_initializer())
            for a, b in zip(xs, ys):
                sess.run([outputs, loss, train], {x: a, y: b})
                sess.run([prediction] + updates, {x: a})
            if resets:
                sess.run(resets)
            sess.run(prediction, {x: xs[0]})
            sess.run(tf.global_variables())
    return program


imports_keras_lstm = stateful(lambda: layers.LSTM(UNITS, stateful=True))
imports_keras_gru = stateful(lambda: layers.GRU(UNITS, stateful=True, reset_after=True))
imports_keras_simple = stateful(lambda: layers.SimpleRNN(UNITS, stateful=True, unroll=True))
imports_keras_bidirectional = stateful(lambda: layers.Bidirectional(layers.LSTM(UNITS)))
imports_keras_lstm_v2 = stateful(lambda: tf.compat.v2.keras.layers.LSTM(UNITS, stateful=True))
imports_keras_gru_v2 = stateful(lambda: tf.compat.v2.keras.layers.GRU(UNITS, stateful=True))


def imports_keras_masked(rec):
    tf.set_random_seed(2)
    ids = tf.placeholder(tf.int32, [BATCH, TIME], name="ids")
    embedded = layers.Embedding(6, DEPTH, mask_zero=True)
    x = embedded(ids)
    outputs, h, c = layers.LSTM(UNITS, return_sequences=True, return_state=True, go_backwards=True)(x, mask=embedded.compute_mask(ids))
    both = layers.TimeDistributed(layers.Dense(2, activation="softmax"))(outputs)
    gradients = tf.gradients(tf.reduce_sum(both[:, :, 0]) + tf.reduce_sum(h), tf.trainable_variables())
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run([both, outputs, h, c] + [tf.convert_to_tensor(g) for g in gradients], {ids: [[1, 2, 0, 0], [3, 0, 5, 0]]})


def imports_keras_while_v2(rec):
    tf.compat.v1.enable_control_flow_v2()
    try:
        stateful(lambda: layers.LSTM(UNITS, stateful=True))(rec)
    finally:
        tf.compat.v1.disable_control_flow_v2()


def imports_keras_cond_v2(rec):
    """Dropout that the learning phase switches, by functions; batch normalization; a model with all of them."""
    tf.compat.v1.enable_control_flow_v2()
    try:
        tf.set_random_seed(2)
        x = tf.placeholder(tf.float32, [BATCH, TIME, DEPTH], name="x")
        training = tf.placeholder_with_default(False, [], name="training")
        layer = layers.LSTM(UNITS, dropout=0.3, recurrent_dropout=0.2)
        outputs = layer(x, training=training)
        norm = layers.BatchNormalization()
        outputs = norm(outputs, training=training)
        gradients = tf.gradients(tf.reduce_sum(outputs ** 2), tf.trainable_variables())
        with rec.session() as sess:
            sess.run(tf.global_variables_initializer())
            xs, _ = data()
            sess.run([outputs] + gradients, {x: xs[0]})
            sess.run([outputs] + norm.updates, {x: xs[1], training: True})
            sess.run(outputs, {x: xs[2]})
    finally:
        tf.compat.v1.disable_control_flow_v2()


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("imports_")):
    tf.reset_default_graph()
    tf.keras.backend.clear_session()
    build(Recorder(__file__, name))
