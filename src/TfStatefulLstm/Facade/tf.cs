using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Facade;

/// <summary>TensorFlow 1's namespace <c>tf</c>, spelled as Python spells it. Every method answers to the TensorFlow function of its name and makes the nodes that
/// Python makes, in the same order and with the same names. <c>using static TfStatefulLstm.Binding;</c> brings it in as <c>tf</c>.</summary>
/// <remarks>What <c>tf.math</c> holds stands in <c>tf</c> itself under the same names.</remarks>
public sealed partial class tensorflow : tensorflow_math
{
    internal tensorflow() { }

    /// <summary>Neural networks (<c>tf.nn</c>).</summary>
    public tensorflow_nn nn { get; } = new();

    /// <summary>Training: optimizers, savers, steps (<c>tf.train</c>).</summary>
    public tensorflow_train train { get; } = new();

    /// <summary>Layers (<c>tf.layers</c>).</summary>
    public tensorflow_layers layers { get; } = new();

    /// <summary>Losses (<c>tf.losses</c>).</summary>
    public tensorflow_losses losses { get; } = new();

    /// <summary>Contributed code (<c>tf.contrib</c>).</summary>
    public tensorflow_contrib contrib { get; } = new();

    /// <summary>Random numbers (<c>tf.random</c>).</summary>
    public tensorflow_random random { get; } = new();

    /// <summary>Mathematics (<c>tf.math</c>).</summary>
    public tensorflow_math math { get; } = new();

    /// <summary>The names of the collections (<c>tf.GraphKeys</c>).</summary>
    public GraphKeys GraphKeys => GraphKeys.Names;

    /// <summary>A new dimension of size 1 in a slice (<c>tf.newaxis</c>).</summary>
    public Slice newaxis => Slice.NewAxis;
}

/// <summary>Neural networks (<c>tf.nn</c>).</summary>
public sealed partial class tensorflow_nn
{
    internal tensorflow_nn() { }
}

/// <summary>Training: optimizers, savers, steps (<c>tf.train</c>).</summary>
public sealed partial class tensorflow_train
{
    internal tensorflow_train() { }
}

/// <summary>Layers (<c>tf.layers</c>).</summary>
public sealed partial class tensorflow_layers
{
    internal tensorflow_layers() { }
}

/// <summary>Losses (<c>tf.losses</c>).</summary>
public sealed partial class tensorflow_losses
{
    internal tensorflow_losses() { }
}

/// <summary>Contributed code (<c>tf.contrib</c>).</summary>
public sealed partial class tensorflow_contrib
{
    internal tensorflow_contrib() { }
}

/// <summary>Random numbers (<c>tf.random</c>).</summary>
public sealed partial class tensorflow_random
{
    internal tensorflow_random() { }
}

/// <summary>Mathematics (<c>tf.math</c>).</summary>
public partial class tensorflow_math
{
    internal tensorflow_math() { }
}
