namespace TfStatefulLstm.Framework;

/// <summary>Arrays that hold an object of the runtime: a TensorArray, a stack, a variable's handle.</summary>
internal static class NDArrayHandles
{
    /// <summary>A scalar resource.</summary>
    public static NDArray Of(object value) => new(DType.Resource, [], new NDBuffer(new[] { value }));
}
