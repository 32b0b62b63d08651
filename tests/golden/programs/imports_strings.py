"""Strings, vocabularies, embeddings of sparse ids."""
import numpy as np
import tensorflow as tf
from recorder import Recorder


def attempt(run):
    try:
        run()
    except tf.errors.OpError:
        pass


def imports_tables(rec):
    words = tf.placeholder(tf.string, [None], name="words")
    contrib = tf.contrib.lookup
    index = contrib.index_table_from_tensor(["the", "cat", "sat"], num_oov_buckets=2)
    plain = contrib.index_table_from_tensor(["x", "y"], default_value=-1)
    back = contrib.index_to_string_table_from_tensor(["the", "cat", "sat"], default_value="UNK")
    table = contrib.HashTable(contrib.KeyValueTensorInitializer([1, 2], [10.0, 20.0], tf.int64, tf.float32), -1.0)
    mutable = contrib.MutableHashTable(tf.string, tf.int64, -7)
    dense = contrib.MutableDenseHashTable(tf.int64, tf.float32, 0.5, empty_key=-1, deleted_key=-2)
    insert = mutable.insert(words, tf.range(tf.size(words, out_type=tf.int64)))
    put = dense.insert(tf.constant([3, 4], tf.int64), [3.5, 4.5])
    ids = index.lookup(words)
    keys, values = mutable.export()
    fetches = [ids, plain.lookup(words), back.lookup(ids), table.lookup(tf.constant([2, 5, 1], tf.int64)), index.size(), table.size()]
    with rec.session() as sess:
        attempt(lambda: sess.run(plain.lookup(words), {words: ["x"]}))
        sess.run(tf.tables_initializer())
        sess.run(tf.tables_initializer())
        sess.run(fetches, {words: ["cat", "dog", "the", "x"]})
        sess.run([mutable.lookup(words), mutable.size()], {words: ["cat"]})
        sess.run(insert, {words: ["cat", "dog"]})
        sess.run(put)
        sess.run([mutable.lookup(words), mutable.size(), dense.lookup(tf.constant([4, 5, 3], tf.int64)), dense.size()], {words: ["dog", "cat", "no"]})
        sess.run([tf.sort(tf.strings.length(keys)), tf.sort(values)])


def imports_strings(rec):
    s = tf.placeholder(tf.string, [None], name="s")
    x = tf.placeholder(tf.float32, [2], name="x")
    split = tf.string_split(s, " ")
    chars = tf.string_split(s, "")
    v2 = tf.strings.split(s, sep=", ", result_type="SparseTensor")
    fetches = [split.indices, split.values, split.dense_shape, chars.values, v2.values, v2.indices,
               tf.strings.join([s, s], "-"), tf.strings.reduce_join(s, 0, separator="|"), tf.reduce_join([s, s], 0),
               tf.strings.length(s), tf.strings.length(s, unit="UTF8_CHAR"), tf.strings.substr(s, 0, 3), tf.strings.substr(s, [0, -2, 0, 4], [2, 1, 3, 9]), tf.strings.strip(s),
               tf.strings.regex_replace(s, "[aeiou]", "_"), tf.strings.regex_full_match(s, ".*a.*"), tf.strings.lower(s), tf.strings.upper(s),
               tf.strings.to_number(["1.5", "-2e3"]), tf.strings.to_number(["12", "-7"], tf.int64), tf.strings.to_hash_bucket_fast(s, 1000),
               tf.strings.to_hash_bucket(s, 1000), tf.strings.to_hash_bucket_strong(s, 1000, [1, 2]),
               tf.as_string(x), tf.as_string(x, precision=2), tf.as_string([1, -20], width=5, fill="0"),
               tf.decode_raw(["abcd", "efgh"], tf.uint8), tf.decode_raw(["abcd", "efgh"], tf.int16), tf.decode_raw(["abcdefgh"], tf.float32, little_endian=False),
               tf.encode_base64(s, pad=True), tf.decode_base64(tf.encode_base64(s)), tf.strings.format("x is {} and {}", (x, s)),
               tf.equal(s, "b"), tf.gather(s, [1, 0]),
               tf.bitcast(x, tf.int32), tf.unique(s)[0]] + [f(tf.constant(["ab" * k for k in range(80)])) for f in (lambda w: tf.strings.to_hash_bucket_fast(w, 1 << 40), lambda w: tf.strings.to_hash_bucket(w, 1 << 40), lambda w: tf.strings.to_hash_bucket_strong(w, 1 << 40, [7, 8]))]
    with rec.session() as sess:
        sess.run(fetches, {s: ["hello big world", " a, b ,c", "", "h\u00e9llo  x".encode("utf-8")], x: [1.5, -1e10]})


def imports_embeddings(rec):
    tf.set_random_seed(3)
    ids = tf.placeholder(tf.int64, [None], name="ids")
    parts = [tf.get_variable("part%d" % i, [n, 3]) for i, n in enumerate([3, 3, 2])]
    whole = tf.get_variable("whole", [8, 3], partitioner=tf.fixed_size_partitioner(3))
    table = tf.get_variable("table", [8, 3], use_resource=True)
    sparse = tf.SparseTensor([[0, 0], [0, 1], [2, 0], [2, 1], [2, 2]], ids, [4, 3])
    weights = tf.SparseTensor(sparse.indices, [1.0, 2.0, 0.5, -1.0, 3.0], sparse.dense_shape)
    n = tf.nn
    looked = [n.embedding_lookup(parts, ids), n.embedding_lookup(parts, ids, partition_strategy="div"), n.embedding_lookup(whole, ids, partition_strategy="div"),
              n.embedding_lookup(table, ids, max_norm=0.5)]
    for combiner in ("sum", "mean", "sqrtn"):
        looked += [n.embedding_lookup_sparse(parts, sparse, None, combiner=combiner), n.embedding_lookup_sparse(table, sparse, weights, combiner=combiner)]
        looked += [n.safe_embedding_lookup_sparse([table], sparse, None, combiner=combiner, default_id=1)]
    looked.append(tf.contrib.layers.embed_sequence(tf.reshape(ids, [1, -1]), 8, 2))
    loss = tf.add_n([tf.reduce_sum(tf.square(l)) for l in looked])
    train = tf.train.AdagradOptimizer(0.1).minimize(loss)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            sess.run([loss, train] + looked, {ids: [1, 7, 3, 1, 0]})
        sess.run(tf.trainable_variables())


for name, build in sorted((k, f) for k, f in list(globals().items()) if k.startswith("imports_")):
    tf.reset_default_graph()
    build(Recorder(__file__, name))
