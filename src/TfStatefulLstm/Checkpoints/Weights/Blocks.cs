using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Weights;

/// <summary>Rows and equal blocks of columns of weight matrices, moved as bytes: whatever the element type, the bits stay.</summary>
internal static class Blocks
{
    /// <summary>The blocks of the last dimension in another order: <c>order[i]</c> is the old place of the new block i.</summary>
    public static NDArray Columns(NDArray array, params ReadOnlySpan<int> order)
    {
        var width = (int)array.Dims[^1] * array.DType.Size();
        if (array.Dims[^1] % order.Length != 0) throw new ValueError($"{array.Dims[^1]} columns are not {order.Length} equal gates");
        var block = width / order.Length;
        var result = new NDArray(array.DType, array.Dims);
        for (var row = 0; row < array.ByteLength / Math.Max(1, width); row++)
            for (var i = 0; i < order.Length; i++)
                array.Bytes.Slice(row * width + order[i] * block, block).CopyTo(result.Bytes[(row * width + i * block)..]);
        return result;
    }

    /// <summary>Some rows of a matrix.</summary>
    public static NDArray Rows(NDArray matrix, long from, long count)
    {
        var result = new NDArray(matrix.DType, count, matrix.Dims[1]);
        matrix.Bytes.Slice((int)(from * matrix.Dims[1] * matrix.DType.Size()), (int)result.ByteLength).CopyTo(result.Bytes);
        return result;
    }

    /// <summary>Some columns of a matrix.</summary>
    public static NDArray ColumnRange(NDArray matrix, long from, long count) => Transpose(Rows(Transpose(matrix), from, count));

    /// <summary>Arrays one after the other along the first dimension.</summary>
    /// <exception cref="ValueError">Their types or other dimensions differ.</exception>
    public static NDArray Stack(params IReadOnlyList<NDArray> parts)
    {
        var first = parts[0];
        if (parts.Any(p => p.DType != first.DType || p.Rank != first.Rank || !p.Dims[1..].SequenceEqual(first.Dims[1..])))
            throw new ValueError($"These do not make one array: {string.Join(", ", parts.Select(p => $"{p.DType.Name()} {p.Shape}"))}");
        var result = new NDArray(first.DType, [parts.Sum(p => p.Dims[0]), .. first.Dims[1..]]);
        var at = 0;
        foreach (var part in parts)
        {
            part.Bytes.CopyTo(result.Bytes[at..]);
            at += (int)part.ByteLength;
        }
        return result;
    }

    /// <summary>Matrices side by side.</summary>
    public static NDArray Beside(params IReadOnlyList<NDArray> parts) => Transpose(Stack([.. parts.Select(Transpose)]));

    /// <summary>A matrix with rows and columns exchanged.</summary>
    public static NDArray Transpose(NDArray matrix)
    {
        var (rows, columns, size) = ((int)matrix.Dims[0], (int)matrix.Dims[1], matrix.DType.Size());
        var result = new NDArray(matrix.DType, columns, rows);
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                matrix.Bytes.Slice((r * columns + c) * size, size).CopyTo(result.Bytes[((c * rows + r) * size)..]);
        return result;
    }

    /// <summary>The sum of two arrays, in their own type.</summary>
    public static NDArray Add(NDArray a, NDArray b)
    {
        var (x, y) = (a.AsType(DType.Float64), b.AsType(DType.Float64));
        var sum = new NDArray(DType.Float64, a.Dims);
        for (var i = 0; i < sum.Length; i++) sum.Data<double>()[i] = x.AsSpan<double>()[i] + y.AsSpan<double>()[i];
        return sum.AsType(a.DType);
    }

    /// <summary>A number added to one of the equal blocks of a vector.</summary>
    public static NDArray AddToBlock(NDArray vector, int block, int blocks, float number)
    {
        if (number == 0) return vector;
        var numbers = new NDArray(DType.Float64, vector.Dims);
        var width = vector.Length / blocks;
        numbers.Data<double>().Slice(block * width, width).Fill(number);
        return Add(vector, numbers);
    }
}
