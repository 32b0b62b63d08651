using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Loops;

/// <summary>The rows that iterations of a running loop have brought for one of its sums of products (<see cref="LoopSum"/>). Its memory is its own, as that of
/// the lane that it belongs to.</summary>
internal sealed class ProductSum
{
    // So deep a product runs at the processor's peak, and adding it to the sum costs nothing beside it.
    private const int EnoughRows = 1024;

    private readonly Rows _a = new();
    private readonly Rows _b = new();
    private int _capacity;

    public bool IsEmpty => _a.Count == 0;

    /// <summary>All collected rows of a, for one product.</summary>
    public NDArray A => _a.Collected;

    /// <summary>All collected rows of b.</summary>
    public NDArray B => _b.Collected;

    /// <summary>Adds the rows of two matrices, if they fit to those that are there.</summary>
    public bool TryTake(NDArray a, NDArray b)
    {
        if (a.Rank != 2 || b.Rank != 2 || a.Dims[0] != b.Dims[0] || a.Length == 0 || b.Length == 0) return false;
        var rows = (int)a.Dims[0];
        if (IsEmpty)
        {
            _capacity = EnoughRows / rows * rows;
            if (_capacity <= rows) return false;
            _a.Prepare(a, _capacity);
            _b.Prepare(b, _capacity);
        }
        if (_a.Count + rows > _capacity || !_a.Fits(a) || !_b.Fits(b)) return false;
        _a.Add(a);
        _b.Add(b);
        return true;
    }

    public void Clear()
    {
        _a.Clear();
        _b.Clear();
    }

    /// <summary>Rows of one width, one after the other.</summary>
    private sealed class Rows
    {
        private NDArray _memory = new(DType.Float32, 0, 0);
        private NDArray? _collected;

        public int Count { get; private set; }

        public NDArray Collected
        {
            get
            {
                // Runs of the same length collect as many; the memory, though, holds other values now.
                _memory.Buffer.Generation++;
                if (_collected?.Dims[0] != Count) _collected = new NDArray(_memory.DType, [Count, _memory.Dims[1]], _memory.Buffer);
                return _collected!;
            }
        }

        public bool Fits(NDArray rows) => rows.DType == _memory.DType && rows.Dims[1] == _memory.Dims[1];

        public void Prepare(NDArray rows, int capacity)
        {
            if (Fits(rows) && _memory.Dims[0] == capacity) return;
            (_memory, _collected) = (new NDArray(rows.DType, capacity, rows.Dims[1]), null);
        }

        public void Add(NDArray rows)
        {
            rows.Bytes.CopyTo(_memory.Bytes[(int)(Count * _memory.Dims[1] * _memory.DType.Size())..]);
            Count += (int)rows.Dims[0];
        }

        public void Clear() => Count = 0;
    }
}
