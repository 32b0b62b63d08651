using System.Runtime.InteropServices;

namespace TfStatefulLstm.Framework;

/// <summary>The upper 16 bits of a 32-bit float (<c>tf.bfloat16</c>).</summary>
/// <param name="Bits">Sign, eight bits of exponent, seven of fraction.</param>
public readonly record struct BFloat16(ushort Bits)
{
    /// <summary>Rounds to nearest, ties to even; every NaN becomes the quiet one, as in TensorFlow.</summary>
    public static explicit operator BFloat16(float value)
    {
        if (float.IsNaN(value)) return new BFloat16(0x7fc0);
        var bits = BitConverter.SingleToUInt32Bits(value);
        return new BFloat16((ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>Exact.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString();
}

/// <summary>A complex number of two 32-bit floats (<c>tf.complex64</c>).</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Complex64(float Real, float Imaginary);
