using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// What a run checks and tells.
public sealed partial class tensorflow
{
    /// <summary>The tensor itself; a run that finds an infinity or a NaN in it fails with that message.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="message">The message.</param>
    /// <param name="name">The node's name.</param>
    public Tensor check_numerics(TensorLike tensor, string message, string? name = null) => CheckFunctions.CheckNumerics(tensor, message, name);

    /// <summary>The tensor itself, which a run checks to be of that shape.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="shape">The shape; -1 fits any size.</param>
    /// <param name="name">The node's name.</param>
    public Tensor ensure_shape(TensorLike x, Shape shape, string? name = null) => CheckFunctions.EnsureShape(x, shape, name);

    /// <summary>The tensor itself; every run writes the data to the standard error.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="data">What is written.</param>
    /// <param name="message">What stands before it.</param>
    /// <param name="first_n">How often it is written; by default always.</param>
    /// <param name="summarize">How many elements of each tensor; by default 3.</param>
    /// <param name="name">The node's name.</param>
    public Tensor Print(TensorLike input, TensorLike data, string? message = null, int? first_n = null, int? summarize = null, string? name = null) =>
        CheckFunctions.Print(input, data, message, first_n, summarize, name);
}
