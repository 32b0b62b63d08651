using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Nodes with the windows of another convolution.</summary>
internal static class ConvolutionNodes
{
    public static Tensor Make(string type, TensorLike[] inputs, NodeAttrs of)
    {
        (string, AttrValue) Same(string name) => (name, of.Get(name));
        return Nodes.Make(type, null, inputs, Same("strides"), Same("use_cudnn_on_gpu"), Same("padding"), Same("explicit_paddings"), Same("data_format"), Same("dilations"));
    }
}

/// <summary>Nodes with the windows of another pooling.</summary>
internal static class PoolingNodes
{
    public static Tensor Make(string type, TensorLike[] inputs, NodeAttrs of)
    {
        (string, AttrValue) Same(string name) => (name, of.Get(name));
        return Nodes.Make(type, null, inputs, Same("ksize"), Same("strides"), Same("padding"), Same("data_format"));
    }
}
