using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Tests.Framework;

/// <summary>Holds every registered op against TensorFlow 1.15.5's own definition of it.</summary>
[TestClass]
public sealed class OpSchemaTests
{
    private static readonly Dictionary<string, OpDef> s_truth =
        OpList.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Golden.Repository, "src", "TfStatefulLstm", "Framework", "ops.pb"))).Op.ToDictionary(op => op.Name);

    [TestMethod]
    public void Every_definition_is_TensorFlows()
    {
        var differences = new List<string>();
        foreach (var op in OpRegistry.All)
        {
            if (!s_truth.TryGetValue(op.Schema.Name, out var truth)) differences.Add($"{op.Schema.Name}: TensorFlow has no such op");
            else if (!op.Schema.ToProto().Equals(WithoutWords(truth))) differences.Add($"{WithoutWords(truth)}\n  is here\n{op.Schema.ToProto()}");
        }
        Assert.IsEmpty(differences, string.Join("\n", differences));
    }

    private static OpDef WithoutWords(OpDef def)
    {
        var bare = def.Clone();
        (bare.Summary, bare.Description, bare.Deprecation) = ("", "", null);
        foreach (var arg in bare.InputArg.Concat(bare.OutputArg)) arg.Description = "";
        foreach (var attr in bare.Attr) attr.Description = "";
        return bare;
    }
}
