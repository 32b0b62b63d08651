"""Prints what TensorFlow registers for every op: a gradient, that there is none by declaration, or nothing. Made gradient_registry.txt."""
import tensorflow as tf  # noqa: F401
from tensorflow.contrib.rnn.python.ops import gru_ops, lstm_ops  # noqa: F401: they register gradients
from tensorflow.python.framework import op_def_registry, ops

for name in sorted(op_def_registry.get_registered_ops()):
    try:
        print(name, "gradient" if ops._gradient_registry.lookup(name) else "not_differentiable")
    except LookupError:
        print(name, "nothing")
