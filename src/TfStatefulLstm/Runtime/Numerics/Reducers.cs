using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>An associative operation that a reduction folds with.</summary>
internal interface IReducer<T>
{
    /// <summary>The fold of nothing.</summary>
    static abstract T Identity { get; }

    static abstract T Combine(T left, T right);

    /// <summary>The same of each element; called only for types that vectors have.</summary>
    static abstract Vector512<T> Combine(Vector512<T> left, Vector512<T> right);
}

/// <summary>The operations of <see cref="Reduction"/>.</summary>
internal static class Reducers
{
    internal readonly struct Sum<T> : IReducer<T>
        where T : unmanaged, INumberBase<T>
    {
        public static T Identity => T.Zero;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Combine(T left, T right) => left + right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
    }

    internal readonly struct Product<T> : IReducer<T>
        where T : unmanaged, INumberBase<T>
    {
        public static T Identity => T.One;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Combine(T left, T right) => left * right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left * right;
    }

    internal readonly struct Maximum<T> : IReducer<T>
        where T : unmanaged, INumber<T>
    {
        // Saturating, minus infinity is the lowest value of a type that has no infinity.
        public static T Identity => T.CreateSaturating(double.NegativeInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Combine(T left, T right) => T.MaxNumber(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.MaxNumber(left, right);
    }

    internal readonly struct Minimum<T> : IReducer<T>
        where T : unmanaged, INumber<T>
    {
        public static T Identity => T.CreateSaturating(double.PositiveInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Combine(T left, T right) => T.MinNumber(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.MinNumber(left, right);
    }

    /// <summary>All of booleans, as bytes.</summary>
    internal readonly struct Conjunction : IReducer<byte>
    {
        public static byte Identity => 1;

        public static byte Combine(byte left, byte right) => (byte)(left & right);

        public static Vector512<byte> Combine(Vector512<byte> left, Vector512<byte> right) => left & right;
    }

    /// <summary>Any of booleans, as bytes.</summary>
    internal readonly struct Disjunction : IReducer<byte>
    {
        public static byte Identity => 0;

        public static byte Combine(byte left, byte right) => (byte)(left | right);

        public static Vector512<byte> Combine(Vector512<byte> left, Vector512<byte> right) => left | right;
    }
}
