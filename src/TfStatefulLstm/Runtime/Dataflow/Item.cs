namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>A node of a dataflow plan with all that the executor asks of it.</summary>
internal sealed class Item
{
    public required PlanNode Node { get; init; }

    public NodeKind Kind => Node.Kind;

    /// <summary>Its place in the plan's list, by which the lanes keep kernels.</summary>
    public required int Id { get; init; }

    /// <summary>The frame in which its inputs arrive and it runs.</summary>
    public required StaticFrame Frame { get; init; }

    /// <summary>Its place in its frame: of two nodes that are ready, the first goes first.</summary>
    public required int Local { get; init; }

    /// <summary>Where its data inputs begin among those of its frame.</summary>
    public required int FirstEntry { get; init; }

    public int InputCount => Node.Inputs.Length;

    /// <summary>How many arrivals make it ready. For a Merge: one, for a live input, and two for each control input.</summary>
    public required int Pending { get; init; }

    public bool IsMerge => Kind == NodeKind.Merge;

    /// <summary>An Enter whose value is there in every iteration.</summary>
    public required bool IsConstantEnter { get; init; }

    /// <summary>The frame that an Enter leads into.</summary>
    public StaticFrame? Child { get; init; }

    public required bool MustBeInitialized { get; init; }

    public required bool KeepsInputs { get; init; }

    /// <summary>For each output the inputs that it goes to.</summary>
    public List<Target>[] Outputs { get; set; } = [];

    /// <summary>The items that wait for this one to be done.</summary>
    public List<Item> Controlled { get; } = [];

    /// <summary>The variable that a variable node stands for, by its number in the plan.</summary>
    public int Variable { get; init; } = -1;
}

/// <summary>Where an output goes.</summary>
internal readonly record struct Target(Item Item, int Input);
