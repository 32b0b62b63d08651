using System.Numerics;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// exp, log, tanh and the logistic function of one vector, in float or double. Each is one sequence of operations for every element, whatever its
/// value and place, within 3 ulp of the exact function; polynomials are interpolated at Chebyshev nodes.
/// </summary>
internal static unsafe class VectorFunctions<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary><c>e^x</c>: rounded to denormals below the normal range, to infinity above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TSimd.SelectGreater(x, Constant(89f, 710.0), Constant(89f, 710.0), x);
        x = TSimd.SelectGreater(Constant(-104f, -746.0), x, Constant(-104f, -746.0), x);
        var (n, q) = Reduce(x);
        // In two halves, because 2^n alone would overflow or vanish at the ends.
        var half = Round(TSimd.Multiply(n, Constant(0.5f, 0.5)));
        var y = TSimd.Add(Constant(1f, 1.0), q);
        y = TSimd.Multiply(y, PowerOfTwo(half));
        return TSimd.Multiply(y, PowerOfTwo(TSimd.Subtract(n, half)));
    }

    /// <summary><c>1 / (1 + e^-x)</c>, computed from <c>e^-|x|</c>, so that neither end loses digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        var one = Constant(1f, 1.0);
        var zero = default(TVector);
        var e = Exp(TSimd.Subtract(zero, TSimd.Abs(x)));
        return TSimd.Divide(TSimd.SelectGreater(zero, x, e, one), TSimd.Add(one, e));
    }

    /// <summary><c>(1 - e^-2|x|) / (1 + e^-2|x|)</c> with the sign of x, the numerator computed without cancellation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        var t = TSimd.Multiply(TSimd.Abs(x), Constant(-2f, -2.0));
        t = TSimd.SelectGreater(Constant(-40f, -80.0), t, Constant(-40f, -80.0), t);
        var (n, q) = Reduce(t);
        var scale = PowerOfTwo(n);
        var lessOne = TSimd.MultiplyAdd(scale, q, TSimd.Subtract(scale, Constant(1f, 1.0)));
        var y = TSimd.Divide(lessOne, TSimd.Add(lessOne, Constant(2f, 2.0)));
        return TSimd.CopySign(y, x);
    }

    /// <summary>The natural logarithm: NaN below zero, minus infinity at zero, exact to denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        var zero = default(TVector);
        var smallest = Constant(1.17549435e-38f, 2.2250738585072014e-308);
        var denormal = TSimd.Multiply(x, Constant(8388608f, 4503599627370496.0));
        var scaled = TSimd.SelectGreater(smallest, x, denormal, x);
        var shift = TSimd.SelectGreater(smallest, x, Constant(-23f - 127f, -52.0 - 1023.0), Constant(-127f, -1023.0));

        // x = 2^e * m with m in [sqrt(1/2), sqrt(2)).
        var bits = TSimd.AddBits(scaled, FromBits(0x3F800000 - 0x3F3504F3, 0x3FF0000000000000 - 0x3FE6A09E667F3BCD));
        var exponent = TSimd.Or(TSimd.ShiftRight(bits, MantissaBits), Constant(8388608f, 4503599627370496.0));
        var e = TSimd.Add(TSimd.Subtract(exponent, Constant(8388608f, 4503599627370496.0)), shift);
        var m = TSimd.AddBits(TSimd.And(bits, FromBits(0x7FFFFF, 0xFFFFFFFFFFFFF)), FromBits(0x3F3504F3, 0x3FE6A09E667F3BCD));

        // log(1 + f) = f - f²/2 + s (f²/2 + R), s = f / (2 + f), R = s² Q(s²).
        var f = TSimd.Subtract(m, Constant(1f, 1.0));
        var s = TSimd.Divide(f, TSimd.Add(f, Constant(2f, 2.0)));
        var z = TSimd.Multiply(s, s);
        var half = TSimd.Multiply(TSimd.Multiply(f, f), Constant(0.5f, 0.5));
        var r = TSimd.Multiply(z, LogPolynomial(z));
        var low = TSimd.MultiplyAdd(s, TSimd.Add(half, r), TSimd.Multiply(e, Constant(Ln2Low32, Ln2Low64)));
        var y = TSimd.MultiplyAdd(e, Constant(Ln2High32, Ln2High64), TSimd.Subtract(f, TSimd.Subtract(half, low)));

        y = TSimd.SelectGreater(x, Constant(float.MaxValue, double.MaxValue), x, y);
        // What is not above zero: minus infinity of a zero, NaN of NaN (both by the sum) and of anything less.
        var other = TSimd.Add(Constant(float.NegativeInfinity, double.NegativeInfinity), x);
        return TSimd.SelectGreater(x, zero, y, TSimd.SelectGreater(zero, x, Constant(float.NaN, double.NaN), other));
    }

    private const float Ln2High32 = 6.9314575195e-01f, Ln2Low32 = 1.4286067653e-06f;
    private const double Ln2High64 = 6.93147180369123816490e-01, Ln2Low64 = 1.90821492927058770002e-10;

    private static int MantissaBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 23 : 52;
    }

    /// <summary>x = n ln 2 + r; returns n and <c>e^r - 1</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector N, TVector Q) Reduce(TVector x)
    {
        var n = Round(TSimd.Multiply(x, Constant(1.44269504f, 1.4426950408889634)));
        var r = TSimd.MultiplyAdd(n, Constant(-Ln2High32, -Ln2High64), x);
        r = TSimd.MultiplyAdd(n, Constant(-Ln2Low32, -Ln2Low64), r);
        return (n, TSimd.MultiplyAdd(TSimd.Multiply(r, r), ExpPolynomial(r), r));
    }

    /// <summary><c>(e^r - 1 - r) / r²</c> for |r| up to ln(2) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpPolynomial(TVector r)
    {
        if (typeof(T) == typeof(float))
        {
            var p = Constant(0.0001989101f, 0);
            p = TSimd.MultiplyAdd(p, r, Constant(0.00139336672f, 0));
            p = TSimd.MultiplyAdd(p, r, Constant(0.00833331048f, 0));
            p = TSimd.MultiplyAdd(p, r, Constant(0.041666463f, 0));
            p = TSimd.MultiplyAdd(p, r, Constant(0.166666672f, 0));
            return TSimd.MultiplyAdd(p, r, Constant(0.5f, 0));
        }

        var y = Constant(0, 1.6086638366705038e-10);
        y = TSimd.MultiplyAdd(y, r, Constant(0, 2.0918153355978571e-09));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 2.5052071066149638e-08));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 2.7557263236863376e-07));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 2.7557319247245032e-06));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 2.4801587336481701e-05));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 0.0001984126984126329));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 0.001388888888887906));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 0.0083333333333333332));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 0.041666666666666678));
        y = TSimd.MultiplyAdd(y, r, Constant(0, 0.16666666666666666));
        return TSimd.MultiplyAdd(y, r, Constant(0, 0.5));
    }

    /// <summary><c>2/3 + 2/5 z + 2/7 z² + ...</c> for z up to 0.0295.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogPolynomial(TVector z)
    {
        if (typeof(T) == typeof(float))
        {
            var p = Constant(0.233316138f, 0);
            p = TSimd.MultiplyAdd(p, z, Constant(0.285507798f, 0));
            p = TSimd.MultiplyAdd(p, z, Constant(0.400001228f, 0));
            return TSimd.MultiplyAdd(p, z, Constant(0.666666687f, 0));
        }

        var y = Constant(0, 0.13088034850927555);
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.13268638369266825));
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.15386244737621665));
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.18181795547521137));
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.22222222392581045));
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.28571428570799784));
        y = TSimd.MultiplyAdd(y, z, Constant(0, 0.40000000000000885));
        return TSimd.MultiplyAdd(y, z, Constant(0, 0.66666666666666663));
    }

    // 1.5 * 2^(mantissa bits) leaves no room for a fraction, so adding it rounds to the nearest integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round(TVector x)
    {
        var shifter = Constant(12582912f, 6755399441055744.0);
        return TSimd.Subtract(TSimd.Add(x, shifter), shifter);
    }

    /// <summary>2^n of an integral n in the exponent's range: the biased n, in the low bits of a large sum, shifted into the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTwo(TVector n) =>
        TSimd.ShiftLeft(TSimd.Add(n, Constant(12582912f + 127f, 6755399441055744.0 + 1023.0)), MantissaBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(float single, double wide) =>
        TSimd.Broadcast(typeof(T) == typeof(float) ? T.CreateTruncating(single) : T.CreateTruncating(wide));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector FromBits(uint single, ulong wide) => Constant(BitConverter.UInt32BitsToSingle(single), BitConverter.UInt64BitsToDouble(wide));
}
