using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Nodes with the masks of another strided slice.</summary>
internal static class StridedMasks
{
    /// <summary>The op over these inputs, which reads them as the node with these attributes does.</summary>
    public static Tensor Make(string type, TensorLike[] inputs, NodeAttrs of)
    {
        (string, AttrValue) Mask(string name) => (name, AttrValues.Of(of.Int(name)));
        return Nodes.Make(type, null, inputs, Mask("begin_mask"), Mask("end_mask"), Mask("ellipsis_mask"), Mask("new_axis_mask"), Mask("shrink_axis_mask"));
    }
}
