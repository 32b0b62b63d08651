using BenchmarkDotNet.Attributes;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Benchmarks.Runtime.Numerics;

/// <summary>Matrix products of the recurrent layers: C [M, 2048] = A [M, 1024] · B, with B as it stands, transposed, and packed before.</summary>
[InProcess]
[MemoryDiagnoser]
public class GemmBenchmarks : IDisposable
{
    private const int N = 2048, K = 1024;
    private float[] _a = [], _b = [], _c = [];
    private PackedMatrix<float> _packed = null!;
    private WorkerPool? _pool;

    /// <summary>Rows: one stream, a training batch, a serving batch, and a batch times its steps.</summary>
    [Params(1, 20, 64, 512)]
    public int M { get; set; }

    /// <summary>Threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        (_a, _b, _c) = (new float[M * K], new float[K * N], new float[M * N]);
        foreach (var matrix in new[] { _a, _b })
        {
            for (var i = 0; i < matrix.Length; i++)
            {
                matrix[i] = random.NextSingle() - 0.5f;
            }
        }

        _packed = PackedMatrix<float>.Pack(K, N, _b, N, false);
        _pool = new WorkerPool(Threads);
    }

    /// <summary>Ends the threads.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _pool?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>B row-major.</summary>
    [Benchmark(Baseline = true)]
    public void Plain() => Gemm.Multiply<float>(M, N, K, _a, K, false, _b, N, false, _c, N, 0, _pool);

    /// <summary>B stored as its transpose.</summary>
    [Benchmark]
    public void Transposed() => Gemm.Multiply<float>(M, N, K, _a, K, false, _b, K, true, _c, N, 0, _pool);

    /// <summary>B packed once, outside the measurement.</summary>
    [Benchmark]
    public void Packed() => Gemm.Multiply<float>(M, _a, K, false, _packed, _c, N, 0, _pool);
}
