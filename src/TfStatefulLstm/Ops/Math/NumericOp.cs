using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>An op with a kernel for each element type. A derived op overrides the widest family whose arithmetic it can share: a family that it does
/// not override falls to the wider one (integers and floats to reals, reals and complex numbers to numbers), and at last there is no kernel.</summary>
internal abstract class NumericOp : Op
{
    /// <summary>The attribute that the kernel is chosen by.</summary>
    protected virtual string TypeAttr => "T";

    public sealed override Kernel CreateKernel(NodeAttrs node) => node.Type(TypeAttr).Base() switch
    {
        DType.Float32 => Floating<float>(node),
        DType.Float64 => Floating<double>(node),
        DType.Float16 or DType.BFloat16 => new WideningKernel(Floating<float>(node), node),
        DType.Complex128 => ComplexNumbers(node),
        DType.Complex64 => new WideningKernel(ComplexNumbers(node), node),
        DType.Int32 or DType.QInt32 => Integer<int>(node),
        DType.Int64 => Integer<long>(node),
        DType.Int16 or DType.QInt16 => Integer<short>(node),
        DType.Int8 or DType.QInt8 => Integer<sbyte>(node),
        DType.UInt8 or DType.QUInt8 => Integer<byte>(node),
        DType.UInt16 or DType.QUInt16 => Integer<ushort>(node),
        DType.UInt32 => Integer<uint>(node),
        DType.UInt64 => Integer<ulong>(node),
        DType.Bool => Booleans(node),
        DType.String => Strings(node),
        DType.Variant => Variants(node),
        _ => Unregistered(node),
    };

    protected virtual Kernel Floating<T>(NodeAttrs node) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Real<T>(node);

    protected virtual Kernel Integer<T>(NodeAttrs node) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Real<T>(node);

    protected virtual Kernel Real<T>(NodeAttrs node) where T : unmanaged, INumber<T>, IMinMaxValue<T> => Number<T>(node);

    protected virtual Kernel ComplexNumbers(NodeAttrs node) => Number<Complex>(node);

    protected virtual Kernel Number<T>(NodeAttrs node) where T : unmanaged, INumberBase<T> => Unregistered(node);

    protected virtual Kernel Booleans(NodeAttrs node) => Unregistered(node);

    protected virtual Kernel Strings(NodeAttrs node) => Unregistered(node);

    protected virtual Kernel Variants(NodeAttrs node) => Unregistered(node);

    private Kernel Unregistered(NodeAttrs node) => throw new InvalidArgumentError(
        $"No OpKernel was registered to support Op '{Schema.Name}' with these attrs: [{TypeAttr}={node.Type(TypeAttr).Name()}]", node.Node);
}
