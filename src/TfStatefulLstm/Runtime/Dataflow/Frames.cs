using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>What travels along a data edge: an array, a reference or handle to a variable (its number in the plan plus one), or nothing: a dead value.</summary>
internal struct Entry
{
    public NDArray? Array;
    public int Alias;

    public readonly bool IsLive => Array is not null || Alias != 0;
}

/// <summary>A loop that has been entered, until it is left.</summary>
internal sealed class FrameState(StaticFrame frame)
{
    public StaticFrame Static => frame;

    /// <summary>The iteration of the surrounding frame that it was entered from.</summary>
    public IterationState? Parent { get; set; }

    public IterationState? First { get; set; }

    /// <summary>The newest iteration.</summary>
    public IterationState? Last { get; set; }

    /// <summary>Enter nodes that have not come yet.</summary>
    public int PendingEnters { get; set; }

    /// <summary>Loop invariants, to be given to every new iteration.</summary>
    public List<(Item Enter, Entry Value, Versions? Versions)> Invariants { get; } = [];

    /// <summary>Exits that were dead in the newest iteration; if the frame ends so, what comes after them is dead.</summary>
    public List<Item> DeadExits { get; } = [];

    public void Start(IterationState? parent, IterationState first)
    {
        Parent = parent;
        First = Last = first;
        PendingEnters = frame.EnterCount;
        Invariants.Clear();
        DeadExits.Clear();
    }
}

/// <summary>One iteration of a loop: what has arrived at its nodes, and which of them are ready.</summary>
internal sealed class IterationState
{
    private readonly StaticFrame _static;
    private readonly ulong[] _ready;
    private readonly int[] _pending;
    private int _firstReadyWord;

    public IterationState(StaticFrame frame)
    {
        _static = frame;
        Entries = new Entry[frame.EntryCount];
        Pending = new int[frame.Items.Count];
        _pending = [.. frame.Items.Select(i => i.Pending)];
        DeadInputs = new int[frame.Items.Count];
        Seen = new Versions?[frame.Items.Count];
        _ready = new ulong[(frame.Items.Count + 63) / 64];
    }

    public FrameState Frame { get; private set; } = null!;

    public long Number { get; private set; }

    public int Depth => _static.Depth;

    /// <summary>The next iteration of the same loop.</summary>
    public IterationState? Next { get; set; }

    public Entry[] Entries { get; }

    /// <summary>For each node what it still waits for, as in <see cref="Item.Pending"/>; of a ready node 1 if it is dead, else 0.</summary>
    public int[] Pending { get; }

    public int[] DeadInputs { get; }

    /// <summary>For each node the writes of variables that come before it.</summary>
    public Versions?[] Seen { get; }

    /// <summary>Nodes that are ready or running.</summary>
    public int Outstanding { get; set; }

    /// <summary>Loops that this iteration has entered and that are not done.</summary>
    public List<FrameState> Children { get; } = [];

    public void Start(FrameState frame, long number)
    {
        Frame = frame;
        Number = number;
        Next = null;
        Outstanding = 0;
        Children.Clear();
        Array.Clear(Entries);
        Array.Clear(DeadInputs);
        Array.Clear(Seen);
        Array.Clear(_ready);
        _firstReadyWord = _ready.Length;
        Array.Copy(_pending, Pending, Pending.Length);
    }

    public void SetReady(int local, bool dead)
    {
        Pending[local] = dead ? 1 : 0;
        _ready[local >> 6] |= 1ul << (local & 63);
        _firstReadyWord = Math.Min(_firstReadyWord, local >> 6);
        Outstanding++;
    }

    /// <summary>Takes the first ready node in the order of the graph, or null.</summary>
    public Item? TakeReady()
    {
        for (; _firstReadyWord < _ready.Length; _firstReadyWord++)
        {
            var word = _ready[_firstReadyWord];
            if (word == 0) continue;
            _ready[_firstReadyWord] = word & (word - 1);
            return _static.Items[(_firstReadyWord << 6) + BitOperations.TrailingZeroCount(word)];
        }
        return null;
    }

    public bool HasReady
    {
        get
        {
            for (; _firstReadyWord < _ready.Length; _firstReadyWord++)
                if (_ready[_firstReadyWord] != 0) return true;
            return false;
        }
    }
}
