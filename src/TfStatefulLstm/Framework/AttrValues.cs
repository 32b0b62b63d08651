using Google.Protobuf;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework;

/// <summary>Attribute values in their wire form, made from .NET values.</summary>
internal static class AttrValues
{
    public static AttrValue Of(bool value) => new() { B = value };

    public static AttrValue Of(long value) => new() { I = value };

    public static AttrValue Of(float value) => new() { F = value };

    public static AttrValue Of(string value) => new() { S = ByteString.CopyFromUtf8(value) };

    public static AttrValue Of(DType value) => new() { Type = (DataType)(int)value };

    public static AttrValue Of(Shape value) => new() { Shape = value.ToProto() };

    public static AttrValue Tensor(NDArray value, Shape? shape = null) => new() { Tensor = TensorProtos.ToProto(value, shape) };

    public static AttrValue Of(IEnumerable<bool> values) => List(l => l.B.Add(values));

    public static AttrValue Of(IEnumerable<long> values) => List(l => l.I.Add(values));

    public static AttrValue Of(IEnumerable<int> values) => List(l => l.I.Add(values.Select(v => (long)v)));

    // An array converts to a shape too; as an attribute it is a list.
    public static AttrValue Of(long[] values) => Of(values.AsEnumerable());

    public static AttrValue Of(int[] values) => Of(values.AsEnumerable());

    public static AttrValue Of(IEnumerable<float> values) => List(l => l.F.Add(values));

    public static AttrValue Of(IEnumerable<string> values) => List(l => l.S.Add(values.Select(ByteString.CopyFromUtf8)));

    public static AttrValue Of(IEnumerable<DType> values) => List(l => l.Type.Add(values.Select(v => (DataType)(int)v)));

    public static AttrValue Of(IEnumerable<Shape> values) => List(l => l.Shape.Add(values.Select(v => v.ToProto())));

    public static AttrValue Function(string name) => new() { Func = new NameAttrList { Name = name } };

    private static AttrValue List(Action<AttrValue.Types.ListValue> fill)
    {
        var list = new AttrValue.Types.ListValue();
        fill(list);
        return new AttrValue { List = list };
    }
}
