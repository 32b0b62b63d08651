"""A character language model of Shakespeare trained by truncated BPTT on TensorFlow 1.15.5, the state kept in variables.

    python char_lm.py OUT [steps]          (Python TensorFlow 1.15.5)

OUT gets  model.ckpt-N.{index,data-00000-of-00001,meta} (weights, Adam slots, states, global step), checkpoint,
          curve.json: the training loss of every step, the held-out loss with and without carried state,
          sample.json: a greedy and a probability trace from the one-character-a-run graph, its state in variables.
Text: the first 90 % of tinyshakespeare trains, the rest is held out; a character's id is its rank among the sorted characters.
Batching: the ids are cut into `batch` equal rows; step k feeds columns [k*T, (k+1)*T) of every row, so that state carries over.
"""
import json
import os
import sys

import numpy as np
import tensorflow as tf

tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
out = sys.argv[1]
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
here = os.path.dirname(os.path.abspath(__file__))
text = open(os.path.join(here, "tinyshakespeare.txt")).read()
chars = sorted(set(text))
ids = np.array([chars.index(c) for c in text], np.int32)
cut = int(len(ids) * 0.9)
B, T, H, L, V = 50, 50, 128, 2, len(chars)
rnn = tf.nn.rnn_cell
tf.set_random_seed(1)


def get_state_variables(batch_size, cell):
    return tuple([rnn.LSTMStateTuple(tf.Variable(c, trainable=False), tf.Variable(h, trainable=False))
                  for c, h in cell.zero_state(batch_size, tf.float32)])


def get_state_update_op(state_variables, new_states):
    ops = []
    for old, new in zip(state_variables, new_states):
        ops.extend([old[0].assign(new[0]), old[1].assign(new[1])])
    return tf.tuple(ops)


def model(batch, time, reuse):
    with tf.variable_scope("char_lm", reuse=reuse):
        x = tf.placeholder(tf.int32, [batch, time], name="x")
        cell = rnn.MultiRNNCell([rnn.LSTMCell(H) for _ in range(L)])
        states = get_state_variables(batch, cell)
        embedding = tf.get_variable("embedding", [V, H])
        outputs, new = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(embedding, x), initial_state=states)
        w = tf.get_variable("softmax_w", [H, V])
        b = tf.get_variable("softmax_b", [V], initializer=tf.zeros_initializer())
        logits = tf.nn.xw_plus_b(tf.reshape(outputs, [-1, H]), w, b, name="logits")
        return x, logits, states, new, get_state_update_op(states, cell.zero_state(batch, tf.float32))


with tf.name_scope("train"):
    x, logits, states, new, reset = model(B, T, None)
    y = tf.placeholder(tf.int32, [B, T], name="y")
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.reshape(y, [-1]), logits=logits), name="loss")
    step = tf.train.get_or_create_global_step()
    variables = tf.trainable_variables()
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), 5.0)
    with tf.control_dependencies(gradients):         # TensorFlow's assign would overwrite what the backward pass still reads
        update = get_state_update_op(states, new)
    rate = tf.train.exponential_decay(0.002, step, 400, 0.9, staircase=True)
    train = tf.train.AdamOptimizer(rate).apply_gradients(zip(gradients, variables), global_step=step)
with tf.name_scope("sample"):
    x1, logits1, states1, new1, reset1 = model(1, 1, True)
    update1 = get_state_update_op(states1, new1)
    probabilities = tf.nn.softmax(logits1, name="probabilities")
saver = tf.train.Saver(max_to_keep=1)


def rows(part):
    n = (len(part) - 1) // (B * T) * T
    return part[:n * B].reshape(B, n), part[1:n * B + 1].reshape(B, n)


config = tf.ConfigProto(intra_op_parallelism_threads=2, inter_op_parallelism_threads=1)
with tf.Session(config=config) as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, os.path.join(out, "init.ckpt"), write_meta_graph=False, write_state=False)
    tx, ty = rows(ids[:cut])
    curve = []
    for k in range(steps):
        j = k % (tx.shape[1] // T)
        if j == 0:
            sess.run(reset)
        c, _, _ = sess.run([loss, train, update], {x: tx[:, j * T:(j + 1) * T], y: ty[:, j * T:(j + 1) * T]})
        curve.append(float(c))
        if k % 200 == 0:
            print(k, c, flush=True)
    vx, vy = rows(ids[cut:])
    held = {}
    for carry in (True, False):
        sess.run(reset)
        losses = []
        for j in range(vx.shape[1] // T):
            losses.append(sess.run([loss, update if carry else reset], {x: vx[:, j * T:(j + 1) * T], y: vy[:, j * T:(j + 1) * T]})[0])
        held["carried" if carry else "reset_each_run"] = float(np.mean(losses))
    print(held)
    sess.run([reset, reset1])
    saver.save(sess, os.path.join(out, "model.ckpt"), global_step=step)
    c, greedy, trace = chars.index("\n"), [], []
    for i in range(400):
        p = sess.run([probabilities, update1], {x1: [[c]]})[0][0]
        c = int(np.argmax(p))
        greedy.append(chars[c])
        if i < 40:
            trace.append([round(float(q), 7) for q in p])
    json.dump({"steps": steps, "loss": curve, "held_out": held}, open(os.path.join(out, "curve.json"), "w"))
    json.dump({"start": "\n", "greedy": "".join(greedy), "probabilities": trace, "characters": "".join(chars)},
              open(os.path.join(out, "sample.json"), "w"))
    print("".join(greedy))
