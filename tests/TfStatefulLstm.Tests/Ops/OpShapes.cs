using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops;

/// <summary>A shape function's view of given shapes and constants.</summary>
internal sealed class OpShapes(NodeAttrs attrs, Shape[] shapes, NDArray?[] constants) : ShapeContext(attrs)
{
    private readonly Shape?[] _outputs = new Shape?[attrs.OutputTypes().Length];

    public override int InputCount => shapes.Length;

    public override int OutputCount => _outputs.Length;

    /// <summary>What the shape function said; every output must be set.</summary>
    public Shape[] Outputs() => _outputs.Select((s, i) => s ?? throw new InternalError($"The shape function did not set output {i}.")).ToArray();

    public override Shape Input(int index) => shapes[index];

    public override NDArray? InputTensor(int index) => index < constants.Length ? constants[index] : null;

    public override Shape InputTensorAsShape(int index)
    {
        WithRank(index, 1);
        if (InputTensor(index) is { } value) return Shape.Of(value.AsType(DType.Int64).ToArray<long>());
        return shapes[index].HasRank && shapes[index][0] >= 0 ? Shape.UnknownOfRank((int)shapes[index][0]) : Shape.Unknown;
    }

    /// <summary>What input handles stand for.</summary>
    public Dictionary<int, HandleData> InputHandles { get; init; } = [];

    /// <summary>What the shape function said of output handles.</summary>
    public Dictionary<int, HandleData> OutputHandles { get; } = [];

    public override HandleData? InputHandle(int index) => InputHandles.GetValueOrDefault(index);

    public override void SetOutput(int index, Shape shape) => _outputs[index] = shape;

    public override void SetOutputHandle(int index, HandleData handle) => OutputHandles[index] = handle;
}
