namespace TfStatefulLstm.Framework;

/// <summary>What a sparse update makes of a variable: the rows that it changed, over a value that stays as it is. The rows go into the value's memory
/// when the run commits; whoever looks at the whole before that gets a copy (<see cref="NDBuffer.Data"/>). A run that fails has nothing to undo.</summary>
internal sealed class ChangedRows
{
    private readonly Dictionary<int, int> _places = [];

    /// <summary>The value that all other rows are taken from.</summary>
    public NDArray Base { get; private set; } = null!;

    /// <summary>The changed rows one after the other, in the order in which they were first changed.</summary>
    public NDArray Storage { get; private set; } = null!;

    /// <summary>Elements of a row.</summary>
    public int RowLength { get; private set; }

    /// <summary>How many rows are changed.</summary>
    public int Count => _places.Count;

    /// <summary>Begins anew, with nothing changed. <paramref name="storage"/> must have room for all rows to come.</summary>
    public void Begin(NDArray value, NDArray storage, int rowLength)
    {
        _places.Clear();
        (Base, Storage, RowLength) = (value, storage, rowLength);
    }

    /// <summary>Goes on in larger memory, and returns the former.</summary>
    public NDArray Move(NDArray storage)
    {
        var former = Storage;
        Array.Copy(former.Buffer.Data, storage.Buffer.Data, Count * RowLength);
        Storage = storage;
        return former;
    }

    /// <summary>Where in <see cref="Storage"/> a row is to be written. The first time, it is copied there.</summary>
    public int Place(int row)
    {
        if (_places.TryGetValue(row, out var place)) return place * RowLength;
        place = _places.Count;
        _places.Add(row, place);
        Array.Copy(Base.Buffer.Data, row * RowLength, Storage.Buffer.Data, place * RowLength, RowLength);
        return place * RowLength;
    }

    /// <summary>Writes the changed rows over a copy of the base, or over the base itself.</summary>
    public void WriteTo(Array target)
    {
        foreach (var (row, place) in _places) Array.Copy(Storage.Buffer.Data, place * RowLength, target, row * RowLength, RowLength);
    }
}

/// <summary>A variable opened for the writing of some rows (<see cref="KernelContext.OpenRows"/>).</summary>
/// <param name="Value">The new value, to be assigned once the rows are written.</param>
/// <param name="Rows">The changed rows; null where the value is written itself.</param>
internal readonly record struct RowWriter(NDArray Value, ChangedRows? Rows = null)
{
    /// <summary>The memory that rows are written to.</summary>
    public NDArray Storage => Rows?.Storage ?? Value;

    /// <summary>The element of <see cref="Storage"/> at which a row begins. What stands there is the row as it is so far.</summary>
    public int Place(int row, int rowLength) => Rows?.Place(row) ?? row * rowLength;
}
