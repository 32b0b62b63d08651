using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>A cell whose nodes are made on a device (<c>tf.nn.rnn_cell.DeviceWrapper</c>).</summary>
public sealed class DeviceWrapper : RNNCellWrapper
{
    private readonly Func<IDisposable> _device;

    /// <param name="cell">The cell.</param>
    /// <param name="device">The device's name, such as <c>"/cpu:0"</c>.</param>
    public DeviceWrapper(RNNCell cell, string? device) : base(cell) => _device = () => Graph.Default.Device(device);

    /// <param name="cell">The cell.</param>
    /// <param name="device">What says the device of each node.</param>
    public DeviceWrapper(RNNCell cell, Func<Operation, string> device) : base(cell) => _device = () => Graph.Default.Device(device);

    private protected override (Nested Output, Nested State) Step(Nested inputs, Nested state, ScopeLike? scope)
    {
        using var device = _device();
        return Cell.Apply(inputs, state, scope);
    }

    private protected override Nested InnerZeroState(TensorLike batchSize, DType dtype)
    {
        using var device = _device();
        return Cell.ZeroState(batchSize, dtype);
    }
}
