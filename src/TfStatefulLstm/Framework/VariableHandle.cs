namespace TfStatefulLstm.Framework;

/// <summary>What a resource variable's handle says of it.</summary>
/// <param name="Container">The container it is in; empty is the default one.</param>
/// <param name="Name">Its shared name, or that of its node.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">What is known of its shape.</param>
internal sealed record VariableHandle(string Container, string Name, DType DType, Shape Shape);
