using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

[TestClass]
public sealed class LstmGatesTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 16)]
    [DataRow(2, 37)]
    public void One_pass_gives_the_bits_of_the_separate_ops(int batch, int hidden)
    {
        for (var form = 0; form < 8; form++)
        {
            Check<float>(batch, hidden, (form & 1) != 0, (form & 2) != 0, (form & 4) != 0 ? 0.4f : 0f);
            Check<double>(batch, hidden, (form & 1) != 0, (form & 2) != 0, (form & 4) != 0 ? 0.4 : 0.0);
        }
    }

    [TestMethod]
    public void The_new_state_may_overwrite_the_old()
    {
        var (gates, c) = (Random<float>(4 * 20, 1), Random<float>(20, 2));
        float[] next = new float[20], h = new float[20];
        LstmGates.Forward<float>(1, 20, gates, [], c, 1, [], [], [], 0, next, h);
        LstmGates.Forward<float>(1, 20, gates, [], c, 1, [], [], [], 0, c, h);
        CollectionAssert.AreEqual(next, c);
    }

    private static void Check<T>(int batch, int hidden, bool withBias, bool withPeepholes, T clip)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gates = Random<T>(batch * 4 * hidden, 1);
        var bias = withBias ? Random<T>(4 * hidden, 2) : [];
        var cPrev = Random<T>(batch * hidden, 3);
        var (wI, wF, wO) = withPeepholes ? (Random<T>(hidden, 4), Random<T>(hidden, 5), Random<T>(hidden, 6)) : ([], [], []);
        T[] c = new T[batch * hidden], h = new T[batch * hidden];
        LstmGates.Forward<T>(batch, hidden, gates, bias, cPrev, T.One, wI, wF, wO, clip, c, h);
        for (var row = 0; row < batch; row++)
        {
            var whole = gates[(row * 4 * hidden)..((row + 1) * 4 * hidden)];
            if (withBias)
            {
                TensorPrimitives.Add<T>(whole, bias, whole);
            }

            var (i, j, f, o) = (whole[..hidden], whole[hidden..(2 * hidden)], whole[(2 * hidden)..(3 * hidden)], whole[(3 * hidden)..]);
            var old = cPrev[(row * hidden)..((row + 1) * hidden)];
            TensorPrimitives.Add(f, T.One, f);
            if (withPeepholes)
            {
                TensorPrimitives.Add<T>(f, Product(wF, old), f);
                TensorPrimitives.Add<T>(i, Product(wI, old), i);
            }

            VectorMath.Sigmoid<T>(f, f);
            VectorMath.Sigmoid<T>(i, i);
            VectorMath.Tanh<T>(j, j);
            var next = Product(f, old);
            TensorPrimitives.Add<T>(next, Product(i, j), next);
            if (clip > T.Zero)
            {
                TensorPrimitives.Min<T>(next, clip, next);
                TensorPrimitives.Max<T>(next, -clip, next);
            }

            if (withPeepholes)
            {
                TensorPrimitives.Add<T>(o, Product(wO, next), o);
            }

            VectorMath.Sigmoid<T>(o, o);
            CollectionAssert.AreEqual(next, c[(row * hidden)..((row + 1) * hidden)]);
            VectorMath.Tanh<T>(next, next);
            CollectionAssert.AreEqual(Product(o, next), h[(row * hidden)..((row + 1) * hidden)]);
        }
    }

    private static T[] Product<T>(T[] x, T[] y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = new T[x.Length];
        TensorPrimitives.Multiply<T>(x, y, product);
        return product;
    }

    private static T[] Random<T>(int count, int seed)
        where T : INumberBase<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() * 4 - 2))];
    }
}
