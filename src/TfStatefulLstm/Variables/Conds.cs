using System.Runtime.CompilerServices;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Variables;

/// <summary>Tells the framework's variables, which lie below control flow, how the cond of an initialized value is made.</summary>
internal static class Conds
{
    // It must be known before any variable asks, however the variable came to be: an imported one touches no other type of this room.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void TellVariables() => InitialValues.Cond = (predicate, whenTrue, whenFalse) =>
        Conditional.Cond(predicate, () => (FlowValue)whenTrue(), () => (FlowValue)whenFalse()).Value.Tensor;
}
