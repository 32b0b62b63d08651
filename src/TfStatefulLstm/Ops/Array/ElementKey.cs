namespace TfStatefulLstm.Ops.Array;

/// <summary>An element to look up by: strings are equal by their bytes.</summary>
internal readonly struct ElementKey<T>(T value) : IEquatable<ElementKey<T>>
{
    private readonly T _value = value;

    public bool Equals(ElementKey<T> other) => _value is byte[] mine && other._value is byte[] theirs
        ? mine.AsSpan().SequenceEqual(theirs)
        : EqualityComparer<T>.Default.Equals(_value, other._value);

    public override bool Equals(object? obj) => obj is ElementKey<T> other && Equals(other);

    public override int GetHashCode()
    {
        if (_value is not byte[] bytes) return _value?.GetHashCode() ?? 0;
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
