namespace TfStatefulLstm.Ops.Math;

/// <summary>Functions that .NET lacks, or computes by a formula that loses digits near zero; within a few units of the last place of a double.</summary>
internal static class SpecialFunctions
{
    /// <summary>log(1 + x).</summary>
    public static double Log1p(double x)
    {
        // What 1 + x rounds away is made good by the ratio, which is near 1 (W. Kahan).
        var u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : double.Log(u) * x / (u - 1);
    }

    /// <summary>exp(x) - 1.</summary>
    public static double Expm1(double x)
    {
        if (double.Abs(x) > 0.5 || double.IsNaN(x)) return double.Exp(x) - 1;
        // exp(x) - 1 = 2 sinh(x / 2) exp(x / 2)
        return 2 * double.Sinh(x / 2) * double.Exp(x / 2);
    }

    /// <summary>The error function.</summary>
    public static double Erf(double x) => double.Abs(x) < 2.5 ? Series(x) : x > 0 ? 1 - Fraction(x) : x < 0 ? Fraction(-x) - 1 : x;

    /// <summary>The complementary error function.</summary>
    public static double Erfc(double x) => x >= 1 ? Fraction(x) : x <= -2.5 ? 2 - Fraction(-x) : 1 - Series(x);

    // 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1)): all terms have one sign.
    private static double Series(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; double.Abs(term) > double.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / double.Sqrt(double.Pi) * double.Exp(-x * x) * sum;
    }

    // The continued fraction of erfc for positive x, evaluated from its tail.
    private static double Fraction(double x)
    {
        if (x > 27.3) return 0;
        var tail = x;
        for (var n = (int)(150 / x) + 60; n > 0; n--) tail = x + (n / 2.0 / tail);
        return double.Exp(-x * x) / (double.Sqrt(double.Pi) * tail);
    }
}
