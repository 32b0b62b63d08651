using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>Which writes of variables come before a point of a run: of each tracked variable the latest, its number and its value. Null stands for none.
/// Immutable; carried along all edges, data and control.</summary>
internal sealed class Versions
{
    private readonly int[] _numbers;
    private readonly NDArray?[] _values;

    private Versions(int[] numbers, NDArray?[] values)
    {
        _numbers = numbers;
        _values = values;
    }

    /// <summary>The variable's value as seen from here, or what it was before the run.</summary>
    public NDArray? Value(int variable, NDArray? initial) => _numbers[variable] > 0 ? _values[variable] : initial;

    /// <summary>What comes before a point that comes after both.</summary>
    public static Versions? Join(Versions? a, Versions? b)
    {
        if (a is null || ReferenceEquals(a, b)) return b;
        if (b is null) return a;
        bool aLacks = false, bLacks = false;
        for (var i = 0; i < a._numbers.Length; i++)
        {
            aLacks |= a._numbers[i] < b._numbers[i];
            bLacks |= a._numbers[i] > b._numbers[i];
        }
        if (!aLacks) return a;
        if (!bLacks) return b;
        var joined = a.Copy();
        for (var i = 0; i < joined._numbers.Length; i++)
            if (b._numbers[i] > joined._numbers[i]) (joined._numbers[i], joined._values[i]) = (b._numbers[i], b._values[i]);
        return joined;
    }

    /// <summary>What comes before a point after a write.</summary>
    public static Versions After(Versions? before, int count, int variable, int number, NDArray value)
    {
        var result = before?.Copy() ?? new Versions(new int[count], new NDArray?[count]);
        result._numbers[variable] = number;
        result._values[variable] = value;
        return result;
    }

    private Versions Copy() => new([.. _numbers], [.. _values]);
}
