using System.Numerics;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// exp, log, tanh and sigmoid of float and double spans, within 3 ulp, an element's bits depending on nothing but the element. The rest of element-wise
/// mathematics is System.Numerics.Tensors' TensorPrimitives; of these four, its tanh of floats loses every digit near zero, its sigmoid is zero from
/// -88 on, its exp(0) is not 1, and its last elements are computed in another way than the ones before.
/// </summary>
internal static unsafe class VectorMath
{
    /// <summary><c>y = e^x</c>; <paramref name="y"/> may be <paramref name="x"/> itself.</summary>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, py = y[..x.Length])
        {
            VectorEngine<T>.Best.Exp(px, py, x.Length);
        }
    }

    /// <summary><c>y = ln x</c>; <paramref name="y"/> may be <paramref name="x"/> itself.</summary>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, py = y[..x.Length])
        {
            VectorEngine<T>.Best.Log(px, py, x.Length);
        }
    }

    /// <summary><c>y = tanh x</c>; <paramref name="y"/> may be <paramref name="x"/> itself.</summary>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, py = y[..x.Length])
        {
            VectorEngine<T>.Best.Tanh(px, py, x.Length);
        }
    }

    /// <summary><c>y = 1 / (1 + e^-x)</c>; <paramref name="y"/> may be <paramref name="x"/> itself.</summary>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, py = y[..x.Length])
        {
            VectorEngine<T>.Best.Sigmoid(px, py, x.Length);
        }
    }
}
