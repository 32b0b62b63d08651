using System.Numerics;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>What follows the matrix product of an LSTM cell, in one pass: gates to cell state and output, as LSTMCell with tanh computes them.</summary>
/// <remarks>The bits are those of the separate ops (BiasAdd, Split, Add, Sigmoid, Tanh, Mul, clip_by_value) on <see cref="VectorMath"/>.</remarks>
internal static unsafe class LstmGates
{
    /// <summary>
    /// Computes <paramref name="c"/> and <paramref name="h"/>, [batch, hidden], from <paramref name="gates"/>, [batch, 4 · hidden] in TensorFlow's order
    /// i, j, f, o. <paramref name="bias"/> is [4 · hidden], or empty where it is already added; the peepholes are [hidden] each, or all
    /// empty; a <paramref name="cellClip"/> of zero or less clips nothing. <paramref name="c"/> may be <paramref name="cPrev"/> itself.
    /// </summary>
    public static void Forward<T>(int batch, int hidden, ReadOnlySpan<T> gates, ReadOnlySpan<T> bias, ReadOnlySpan<T> cPrev, T forgetBias,
        ReadOnlySpan<T> peepholeI, ReadOnlySpan<T> peepholeF, ReadOnlySpan<T> peepholeO, T cellClip, Span<T> c, Span<T> h)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = checked(batch * hidden);
        fixed (T* pGates = gates[..(4 * count)], pC = c[..count], pH = h[..count], pPrev = cPrev[..count])
        fixed (T* pBias = Optional(bias, 4 * hidden), pI = Optional(peepholeI, hidden), pF = Optional(peepholeF, hidden), pO = Optional(peepholeO, hidden))
        {
            var row = new LstmRow<T>
            {
                Gates = pGates, Bias = pBias, CPrev = pPrev, WI = pI, WF = pF, WO = pO, C = pC, H = pH, ForgetBias = forgetBias, Clip = cellClip,
            };
            for (var b = 0; b < batch; b++)
            {
                VectorEngine<T>.Best.LstmRow(row, hidden);
                row.Gates += 4 * (nint)hidden;
                row.CPrev += hidden;
                row.C += hidden;
                row.H += hidden;
            }
        }
    }

    private static ReadOnlySpan<T> Optional<T>(ReadOnlySpan<T> span, int length) => span.IsEmpty ? span : span[..length];
}

/// <summary>Where one row of a cell's inputs and outputs stands; null for a bias or peepholes that the cell has not.</summary>
internal unsafe struct LstmRow<T>
    where T : unmanaged
{
    public T* Gates;
    public T* Bias;
    public T* CPrev;
    public T* WI;
    public T* WF;
    public T* WO;
    public T* C;
    public T* H;
    public T ForgetBias;
    public T Clip;
}
