using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Loops;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>In a loop over time, a cell multiplies its weights with the step's input beside its state: <c>concat([x, h]) @ W</c>. Where x is read from a
/// TensorArray, this pass lets the product look at the array, so that it can multiply the inputs of many steps at once (<see cref="InputProduct"/>).</summary>
internal static class BatchInputs
{
    public static void Run(LoopParts loop)
    {
        for (var i = 0; i < loop.Body.Count; i++)
        {
            var product = loop.Body[i];
            if (!IsProduct(product) || product.Inputs[0].Node is not { OpName: "ConcatV2", Inputs.Length: 3 } both) continue;
            if (both.Inputs[2].Node.Constant is not { Rank: 0 } axis || axis.Item<int>() != 1) continue;
            if (both.Inputs[0].Node is not { OpName: "TensorArrayReadV3" } read) continue;
            loop.Body[i] = new PlanNode(product.Name, NodeKind.Kernel, product.Index)
            {
                OverTime = product,
                Inputs = [.. product.Inputs, read.Inputs[0], read.Inputs[1]],
            };
            loop.Replace(new PlanInput(product, 0), new PlanInput(loop.Body[i], 0));
        }
    }

    private static bool IsProduct(PlanNode node) => node.OpName == "MatMul" && node.Source is not null
        && !node.Attrs.Bool("transpose_a") && !node.Attrs.Bool("transpose_b") && node.Attrs.Type("T") == DType.Float32;
}
