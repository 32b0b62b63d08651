using TfStatefulLstm.Framework;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Layers;

/// <summary>What the biases of a layer of <c>tf.contrib.layers</c> begin with: zeros where nothing is said, and <c>null</c> for a layer without biases.</summary>
public readonly struct BiasesInitializer
{
    private readonly Initializer? _initializer;
    private readonly bool _given;

    private BiasesInitializer(Initializer? initializer) => (_initializer, _given) = (initializer, true);

    internal Initializer? Value => _given ? _initializer : new Zeros();

    /// <summary>An initializer, or none.</summary>
    public static implicit operator BiasesInitializer(Initializer? initializer) => new(initializer);
}
