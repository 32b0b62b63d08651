"""Convolutions, pooling, normalization, segments, sparse matrices, sets, linear algebra of small matrices: what models use around their recurrence."""
import numpy as np
import tensorflow as tf
from tensorflow.python.ops import gen_nn_ops
from recorder import Recorder

rng = np.random.RandomState(8)


def trained(rec, build, shape, steps=2, dtype=tf.float32):
    tf.set_random_seed(6)
    x = tf.placeholder(dtype, shape, name="x")
    training = tf.placeholder(tf.bool, [], name="training")
    outputs = build(x, training)
    loss = tf.add_n([tf.reduce_sum(tf.square(o)) for o in outputs]) * 0.01
    variables = tf.trainable_variables()
    gradients = tf.gradients(loss, [x] + variables)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(updates):
        train = tf.train.GradientDescentOptimizer(0.001).apply_gradients([p for p in zip(gradients[1:], variables)] or [(gradients[0], tf.get_variable("unused", shape))])
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(steps):
            sess.run([loss, train] + outputs, {x: rng.randn(*shape), training: True})
        sess.run(outputs + [g for g in gradients if g is not None], {x: rng.randn(*shape), training: False})


def imports_nn_conv(rec):
    def build(x, training):
        l, n = tf.layers, tf.nn
        image = tf.reshape(x, [2, 6, 5, 2])
        return [l.conv1d(x, 3, 3, padding="same"), l.conv1d(x, 3, 2, dilation_rate=2, padding="valid"), l.conv1d(x, 3, 3, 2, data_format="channels_last"),
                l.conv2d(image, 3, 3, dilation_rate=2, padding="same"), l.conv2d(image, 3, (2, 3), dilation_rate=(1, 2), padding="valid"),
                l.conv2d_transpose(image, 2, 3, 2, padding="same"), l.separable_conv2d(image, 3, 3, depth_multiplier=2), l.separable_conv1d(x, 2, 3),
                n.depthwise_conv2d(image, tf.get_variable("depthwise", [2, 2, 2, 2]), [1, 1, 1, 1], "SAME"),
                n.atrous_conv2d(image, tf.get_variable("atrous", [2, 2, 2, 3]), 2, "SAME"), n.convolution(image, tf.get_variable("conv", [2, 2, 2, 1]), "VALID", dilation_rate=[2, 2]),
                n.conv1d(x, tf.get_variable("one", [3, 10, 2]), 1, "SAME")]
    trained(rec, build, [2, 6, 10])


def imports_nn_pool(rec):
    def build(x, training):
        l, n = tf.layers, tf.nn
        image = tf.reshape(x, [2, 6, 5, 2])
        return [l.max_pooling1d(x, 2, 2), l.average_pooling1d(x, 3, 1, padding="same"), l.max_pooling2d(image, 2, 2), l.average_pooling2d(image, (3, 2), 2, padding="same"),
                n.pool(image, [2, 2], "MAX", "VALID", dilation_rate=[2, 1]), tf.keras.layers.GlobalMaxPooling1D()(x),
                tf.keras.layers.UpSampling1D(2)(x), tf.keras.layers.ZeroPadding2D(1)(image), tf.space_to_depth(image[:, :, :4], 2), tf.depth_to_space(tf.reshape(x, [2, 3, 5, 4]), 2),
                tf.space_to_batch_nd(image, [2, 2], [[0, 0], [1, 0]]), tf.batch_to_space_nd(tf.reshape(x, [4, 3, 5, 2]), [2, 2], [[0, 1], [1, 0]]),
                tf.reverse_sequence(x, [3, 5], seq_axis=1)]
    trained(rec, build, [2, 6, 10])


def imports_nn_normal(rec):
    def build(x, training):
        l, c = tf.layers, tf.contrib.layers
        image = tf.reshape(x, [2, 6, 5, 2])
        fixed, mean, variance = tf.nn.fused_batch_norm(image, tf.ones([2]), tf.zeros([2]), name="fused")
        unfused = l.batch_normalization(x, training=training, fused=False, name="unfused")
        return [l.batch_normalization(image, training=training, name="fused_layer"), unfused, c.layer_norm(x), c.batch_norm(x, is_training=training, scale=True),
                c.batch_norm(image, is_training=False, fused=True, scope="inference"), fixed, mean, variance, c.instance_norm(image), c.group_norm(image, 2),
                tf.keras.layers.BatchNormalization()(x, training=True), tf.nn.l2_normalize(x, 1), tf.nn.moments(x, [0, 1])[1], tf.contrib.layers.maxout(x, 5)]
    trained(rec, build, [2, 6, 10])


def imports_nn_norm_v1(rec):
    def op(name):
        return getattr(gen_nn_ops, name, None) or getattr(gen_nn_ops, "_" + name)

    x = tf.placeholder(tf.float32, [2, 3, 4, 2], name="x")
    s, o, m, v, d = [tf.constant(a, tf.float32) for a in ([1.0, 2.0], [0.5, -0.5], [0.1, 0.2], [1.5, 0.5], rng.randn(2, 3, 4, 2))]
    fetches = []
    for version, reserved in (("", 0), ("_v2", 0), ("_v3", 1)):
        for training in (True, False):
            y = op("fused_batch_norm" + version)(x, s, o, [] if training else m, [] if training else v, is_training=training)
            grads = op("fused_batch_norm_grad" + version)(d, x, s, *([y[3], y[4]] if training else [m, v]), *([y[5]] if reserved else []), is_training=training)
            fetches += list(y[:3] if training else y[:1]) + list(grads[:3])
    fetches.append(tf.nn.batch_norm_with_global_normalization(x, m, v, o, s, 1e-3, True))
    with rec.session() as sess:
        sess.run(fetches, {x: rng.randn(2, 3, 4, 2)})


def imports_segments(rec):
    x = tf.placeholder(tf.float32, [5, 3], name="x")
    ids = tf.placeholder(tf.int32, [5], name="ids")
    m = tf.math
    ordered = [m.segment_sum(x, ids), m.segment_mean(x, ids), m.segment_max(x, ids), m.segment_min(x, ids), m.segment_prod(x, ids)]
    unsorted_ = [m.unsorted_segment_sum(x, ids, 4), m.unsorted_segment_mean(x, ids, 4), m.unsorted_segment_max(x, ids, 4), m.unsorted_segment_min(x, ids, 4),
                 m.unsorted_segment_prod(x, ids, 4), m.unsorted_segment_sqrt_n(x, ids, 4)]
    picked = tf.constant([0, 3, 1, 1, 4])
    sparse = [tf.sparse.segment_sum(x, picked, ids), tf.sparse.segment_mean(x, picked, ids), tf.sparse.segment_sqrt_n(x, picked, ids),
              tf.sparse.segment_sum(x, picked, ids, num_segments=5), tf.sparse.segment_mean(x, picked, ids, num_segments=5), tf.sparse.segment_sqrt_n(x, picked, ids, num_segments=5)]
    more = [tf.cumsum(x, 1, exclusive=True, reverse=True), tf.cumprod(x, 0), tf.bincount(ids), tf.bincount(ids, weights=x[:, 0], minlength=6),
            tf.confusion_matrix(ids, picked, 5), tf.argsort(x), tf.sort(x, direction="DESCENDING"), tf.nn.in_top_k(x, tf.constant([0, 1, 2, 0, 1]), 2),
            tf.matrix_diag(x), tf.matrix_diag_part(tf.stack([x[:3], x[:3]])), tf.matrix_set_diag(x[:3], [1.0, 2.0, 3.0]), tf.matrix_band_part(x, 0, 1), tf.linspace(0.0, 1.0, 4), tf.trace(x[:3]),
            tf.nn.top_k(x, 2).values, tf.where(x > 0), tf.boolean_mask(x, ids > 1), tf.norm(x, axis=1), tf.reduce_logsumexp(x, 1), tf.nn.log_poisson_loss(x, x), tf.nn.weighted_cross_entropy_with_logits(x, x, 2.0),
            tf.roll(x, 1, 0), tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=x), tf.math.polyval([x, x], 2.0), tf.math.zero_fraction(x), tf.sets.intersection(tf.constant([[1, 2]]), tf.constant([[2, 3]])).values]
    gradients = tf.gradients([tf.reduce_sum(o ** 2) for o in ordered[:4] + unsorted_ + sparse] + more[:2] + more[10:14], [x])
    with rec.session() as sess:
        sess.run(ordered + unsorted_ + sparse + more + gradients, {x: rng.rand(5, 3) + 0.1, ids: [0, 0, 1, 3, 3]})
        sess.run(unsorted_, {x: rng.rand(5, 3), ids: [2, 0, -1, 3, 2]})
        for bad in ([1, 0, 1, 3, 3],):
            try:
                sess.run(ordered[0], {x: rng.rand(5, 3), ids: bad})
            except tf.errors.OpError:
                pass


def imports_sparse(rec):
    x = tf.placeholder(tf.float32, [None], name="x")
    s = tf.SparseTensor([[0, 1], [1, 0], [1, 2], [3, 1]], x, [4, 3])
    mixed = tf.SparseTensor([[1, 2], [0, 1], [3, 1], [1, 0]], x, [4, 3])
    d = tf.constant(np.arange(6.0).reshape(3, 2), tf.float32)
    t = tf.sparse
    filled, empty = t.fill_empty_rows(s, 0.5)
    outs = [t.reorder(mixed), t.reshape(s, [2, -1]), filled, t.concat(1, [s, s]), t.slice(s, [0, 0], [2, 3]), t.transpose(s), t.add(s, t.reorder(mixed)), t.softmax(s), s * 2.0, s / tf.ones([3]),
            t.retain(s, x > 0), t.from_dense(tf.constant([[0, 1], [2, 0]])), t.reset_shape(s, [5, 4]), t.maximum(s, t.reorder(mixed)), t.expand_dims(s, 0)] + t.split(sp_input=s, num_split=2, axis=1)
    dense = [t.to_dense(s), t.matmul(s, d), t.matmul(s, tf.ones([4, 2]), adjoint_a=True), t.reduce_sum(s, 1), t.reduce_max(s, 0), t.reduce_sum(s), t.to_indicator(tf.SparseTensor(s.indices, [0, 1, 2, 1], s.dense_shape), 3),
             empty, t.add(s, tf.ones([4, 3])), tf.sparse_to_dense([[0, 1], [2, 2]], [3, 3], 1.0), t.mask(tf.IndexedSlices(d, [0, 1, 2]), [1]).values, tf.sparse_tensor_to_dense(mixed, validate_indices=False),
             tf.nn.embedding_lookup_sparse(d, tf.SparseTensor(s.indices, tf.constant([0, 2, 1, 2]), s.dense_shape), s)]
    sets = [tf.sets.intersection(tf.constant([[1, 2, 3]]), tf.constant([[2, 3, 4]])), tf.sets.difference(tf.constant([[1, 2, 3]]), tf.constant([[2, 3, 4]])), tf.sets.union(tf.constant([[1, 2, 3]]), tf.constant([[2, 3, 4]]))]
    parts = [p for o in outs + sets for p in (o.indices, o.values, o.dense_shape)]
    gradients = tf.gradients([tf.reduce_sum(v ** 2) for v in dense[:4] + [dense[5], dense[8]]] + [tf.reduce_sum(o.values ** 2) for o in (outs[0], outs[1], outs[2], outs[3], outs[7], outs[9], outs[10])], [x])
    with rec.session() as sess:
        sess.run(parts + dense + gradients, {x: [1.0, -2.0, 3.0, 0.5]})
        try:
            sess.run(t.to_dense(mixed), {x: [1.0, 2.0, 3.0, 4.0]})
        except tf.errors.OpError:
            pass


def imports_random(rec):
    tf.set_random_seed(9)
    logits = tf.constant([[0.1, 1.0, -2.0, 0.5], [2.0, 0.0, 0.0, -1.0]])
    draws = [tf.multinomial(logits, 6), tf.random.categorical(logits, 3, dtype=tf.int32), tf.random_uniform([3], 1, 10, tf.int32), tf.random_shuffle(tf.range(6)), tf.random.truncated_normal([3]),
             tf.random_crop(tf.range(10), [3]), tf.nn.dropout(tf.ones([8]), 0.5)]
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            sess.run(draws)


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("imports_")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
