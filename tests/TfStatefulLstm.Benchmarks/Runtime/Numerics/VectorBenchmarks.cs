using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Benchmarks.Runtime.Numerics;

/// <summary>Element-wise functions of 8192 floats, ours and System.Numerics.Tensors', and an LSTM's gates.</summary>
[InProcess]
public class VectorBenchmarks
{
    private const int Count = 8192;
    private readonly float[] _x = new float[Count], _y = new float[Count], _h = new float[Count], _gates = new float[4 * Count];

    /// <summary>Makes the operands.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < Count; i++)
        {
            _x[i] = random.NextSingle() * 20 - 10;
        }
    }

    /// <summary>Ours.</summary>
    [Benchmark]
    public void Exp() => VectorMath.Exp<float>(_x, _y);

    /// <summary>Ours.</summary>
    [Benchmark]
    public void Tanh() => VectorMath.Tanh<float>(_x, _y);

    /// <summary>Ours.</summary>
    [Benchmark]
    public void Sigmoid() => VectorMath.Sigmoid<float>(_x, _y);

    /// <summary>System.Numerics.Tensors'.</summary>
    [Benchmark]
    public void TensorPrimitivesExp() => TensorPrimitives.Exp<float>(_x, _y);

    /// <summary>System.Numerics.Tensors'.</summary>
    [Benchmark]
    public void TensorPrimitivesTanh() => TensorPrimitives.Tanh<float>(_x, _y);

    /// <summary>System.Numerics.Tensors'.</summary>
    [Benchmark]
    public void TensorPrimitivesSigmoid() => TensorPrimitives.Sigmoid<float>(_x, _y);

    /// <summary>16 rows of 512 units.</summary>
    [Benchmark]
    public void LstmGates16x512() => LstmGates.Forward<float>(16, 512, _gates, [], _x, 1, [], [], [], 0, _y, _h);
}
