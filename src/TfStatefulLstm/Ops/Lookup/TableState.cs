using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Lookup;

/// <summary>A table from keys to values, which lives as long as its session.</summary>
/// <param name="keyType">The type of the keys.</param>
/// <param name="valueType">The type of the values.</param>
/// <param name="valueShape">The shape of one value.</param>
/// <param name="isMutable">Whether entries may change; else they are given once.</param>
internal sealed class TableState(DType keyType, DType valueType, Shape valueShape, bool isMutable)
{
    private readonly Dictionary<object, NDArray> _entries = new(KeyComparer.Instance);
    private bool _filled;

    /// <summary>Keys that mean that a place is empty or was emptied; nobody may use them.</summary>
    public object[] Reserved { get; set; } = [];

    public DType KeyType => keyType;

    public DType ValueType => valueType;

    public Shape ValueShape => valueShape;

    public bool IsInitialized => isMutable || _filled;

    public int Count => _entries.Count;

    /// <summary>The table behind a handle.</summary>
    public static TableState Of(NDArray handle) => handle is { Length: 1 } && handle.Buffer.Data is object[] { Length: > 0 } data && data[0] is TableState table ? table
        : throw new InvalidArgumentError($"Lookup table handle must be scalar, but had shape: {handle.Shape.ToDebugString()}");

    /// <summary>The values of keys, a default for those that are not there.</summary>
    public void Find(NDArray keys, NDArray fallback, NDArray values)
    {
        RequireTypes(keys.DType, fallback.DType);
        lock (_entries)
        {
            if (!IsInitialized) throw new FailedPreconditionError("Table not initialized.");
            var length = (int)valueShape.NumElements;
            var shared = fallback.Length == length;
            for (var i = 0; i < keys.Length; i++)
            {
                var found = _entries.GetValueOrDefault(Key(keys, i));
                if (found is null) Elements.Copy(fallback, shared ? 0 : i * length, values, i * length, length);
                else Elements.Copy(found, 0, values, i * length, length);
            }
        }
    }

    /// <summary>Adds entries; of a table that may change, they take the place of others.</summary>
    /// <exception cref="FailedPreconditionError">A key is there already, with another value.</exception>
    public void Insert(NDArray keys, NDArray values)
    {
        RequireTypes(keys.DType, values.DType);
        var length = (int)valueShape.NumElements;
        if (values.Length != (long)keys.Length * length)
            throw new InvalidArgumentError($"Expected shape {keys.Shape.Concatenate(valueShape).ToDebugString()} got {values.Shape.ToDebugString()}");
        lock (_entries)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var value = new NDArray(valueType, valueShape.Dims);
                Elements.Copy(values, i * length, value, 0, length);
                var key = Key(keys, i);
                if (!isMutable && _entries.TryGetValue(key, out var other) && !Same(other, value))
                    throw new FailedPreconditionError($"HashTable has different value for same key. Key {Text(key)} has {other} and trying to add value {value}");
                _entries[key] = value;
            }
            _filled = true;
        }
    }

    /// <summary>Drops all entries.</summary>
    public void Clear()
    {
        lock (_entries) _entries.Clear();
    }

    public void Remove(NDArray keys)
    {
        RequireTypes(keys.DType, valueType);
        lock (_entries)
            for (var i = 0; i < keys.Length; i++) _entries.Remove(Key(keys, i));
    }

    /// <summary>All keys and values.</summary>
    public (NDArray Keys, NDArray Values) Export()
    {
        lock (_entries)
        {
            var length = (int)valueShape.NumElements;
            var (keys, values) = (new NDArray(keyType, _entries.Count), new NDArray(valueType, [_entries.Count, .. valueShape.Dims]));
            var i = 0;
            foreach (var (key, value) in _entries)
            {
                keys.Buffer.Data.SetValue(key, i);
                Elements.Copy(value, 0, values, i * length, length);
                i++;
            }
            return (keys, values);
        }
    }

    private void RequireTypes(DType keys, DType values)
    {
        if (keys != keyType) throw new InvalidArgumentError($"Key must be type {keyType.RegistrationName()} but got {keys.RegistrationName()}");
        if (values != valueType) throw new InvalidArgumentError($"Value must be type {valueType.RegistrationName()} but got {values.RegistrationName()}");
    }

    private object Key(NDArray keys, int i)
    {
        var key = keys.Buffer.Data.GetValue(i)!;
        if (System.Array.Exists(Reserved, r => KeyComparer.Instance.Equals(r, key))) throw new InvalidArgumentError($"Using the empty_key or deleted_key as a table key is not allowed");
        return key;
    }

    private static bool Same(NDArray a, NDArray b)
    {
        for (var i = 0; i < a.Length; i++)
            if (!KeyComparer.Instance.Equals(a.Buffer.Data.GetValue(i), b.Buffer.Data.GetValue(i))) return false;
        return true;
    }

    private static string Text(object key) => key is byte[] text ? System.Text.Encoding.UTF8.GetString(text) : key.ToString()!;

    /// <summary>Compares strings by their bytes and all else as it compares itself.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        public new bool Equals(object? a, object? b) => a is byte[] x && b is byte[] y ? x.AsSpan().SequenceEqual(y) : object.Equals(a, b);

        public int GetHashCode(object key)
        {
            if (key is not byte[] bytes) return key.GetHashCode();
            var hash = new HashCode();
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }
}
