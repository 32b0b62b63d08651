using System.Globalization;
using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>A rectangular part of a tensor: a start and a length in each dimension. Its text is that of a partitioned variable's save specification:
/// <c>0,3:-</c> is the first three rows.</summary>
/// <param name="extents">Start and length by dimension; a length of <see cref="Full"/> takes everything.</param>
internal sealed class TensorSlice(params (long Start, long Length)[] extents)
{
    /// <summary>The length that takes the whole dimension.</summary>
    public const long Full = -1;

    /// <summary>The slice that is the whole of a tensor of some rank.</summary>
    public static TensorSlice Whole(int rank)
    {
        var extents = new (long, long)[rank];
        Array.Fill(extents, (0, Full));
        return new TensorSlice(extents);
    }

    /// <summary>Parses the text of a slice, <c>0,3:-</c>.</summary>
    /// <exception cref="InvalidArgumentError">The text is no slice.</exception>
    public static TensorSlice Parse(string text)
    {
        var items = text.Split(':', StringSplitOptions.RemoveEmptyEntries);
        return new TensorSlice(Array.ConvertAll(items, item =>
        {
            if (item == "-") return (0, Full);
            var parts = item.Split(',', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !TryNumber(parts[0], out var start) || !TryNumber(parts[1], out var length))
                throw new InvalidArgumentError($"Expected a pair of numbers or '-' but got '{item}': string = {text}");
            if (start < 0 || length <= 0)
                throw new InvalidArgumentError($"Expected non-negative start and positive length but got start = {start}, length = {length}: string = {text}");
            return (start, length);
        }));
    }

    /// <summary>Parses a specification as SaveV2 and RestoreV2 take it: the full shape, then the slice, <c>6 4 0,3:-</c>.</summary>
    /// <exception cref="InvalidArgumentError">The text is no specification, or the slice does not lie in the shape.</exception>
    public static (long[] FullDims, TensorSlice Slice, long[] Dims) ParseSpec(string spec)
    {
        var parts = spec.Split(' ');
        if (parts.Length < 2) throw new InvalidArgumentError($"Need least two elements in shape_and_slice specification: {spec}");
        var slice = Parse(parts[^1]);
        var full = Array.ConvertAll(parts[..^1], part => TryNumber(part, out var d) && d >= 0
            ? d
            : throw new InvalidArgumentError($"Non numerical dimension in shape_and_slice: {spec}"));
        return (full, slice, slice.DimsIn(full));
    }

    /// <summary>The slice of a wire form.</summary>
    /// <exception cref="InvalidArgumentError">A start is negative, a length not positive, or their sum overflows.</exception>
    public static TensorSlice FromProto(TensorSliceProto proto) => new([.. proto.Extent.Select(e =>
    {
        var length = e.HasLengthCase == TensorSliceProto.Types.Extent.HasLengthOneofCase.Length ? e.Length : Full;
        if (e.Start < 0 || length == 0 || length < Full || length > long.MaxValue - e.Start)
            throw new InvalidArgumentError($"Expected non-negative start and positive length but got start = {e.Start}, length = {length}");
        return (e.Start, length);
    })]);

    /// <summary>Start and length by dimension.</summary>
    public ReadOnlySpan<(long Start, long Length)> Extents => extents;

    /// <summary>The wire form.</summary>
    public TensorSliceProto ToProto()
    {
        var proto = new TensorSliceProto();
        foreach (var (start, length) in extents)
        {
            var extent = new TensorSliceProto.Types.Extent();
            if (start != 0 || length != Full) (extent.Start, extent.Length) = (start, length);
            proto.Extent.Add(extent);
        }
        return proto;
    }

    /// <summary>The shape of this slice of a tensor of some shape.</summary>
    /// <exception cref="InvalidArgumentError">The slice does not lie in the shape.</exception>
    public long[] DimsIn(ReadOnlySpan<long> full)
    {
        if (full.Length != extents.Length) throw new InvalidArgumentError($"Mismatching ranks: shape = {Shape.DebugString(full)}, slice = {this}");
        var dims = new long[full.Length];
        for (var d = 0; d < dims.Length; d++)
        {
            var (start, length) = extents[d];
            if (length == Full ? start > 0 : length > full[d] - start)
                throw new InvalidArgumentError($"Extent in dimension {d} out of bounds: shape = {Shape.DebugString(full)}, slice = {this}");
            dims[d] = length == Full ? full[d] : length;
        }
        return dims;
    }

    /// <summary>The key under which a bundle stores this slice of the tensor of some name.</summary>
    public byte[] Key(string name)
    {
        var key = new List<byte>();
        OrderedCode.WriteNumber(key, 0);
        OrderedCode.WriteString(key, Encoding.UTF8.GetBytes(name));
        OrderedCode.WriteNumber(key, (ulong)extents.Length);
        foreach (var (start, length) in extents)
        {
            OrderedCode.WriteSigned(key, start);
            OrderedCode.WriteSigned(key, length);
        }
        return [.. key];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(':', extents.Select(e => e.Length == Full ? "-" : $"{e.Start},{e.Length}"));

    private static bool TryNumber(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
