using TfStatefulLstm.Facade;

namespace TfStatefulLstm;

/// <summary>Gives programs their <c>tf</c>: <c>using static TfStatefulLstm.Binding;</c>.</summary>
public static class Binding
{
    /// <summary>TensorFlow 1's namespace <c>tf</c>.</summary>
    public static readonly tensorflow tf = new();
}
