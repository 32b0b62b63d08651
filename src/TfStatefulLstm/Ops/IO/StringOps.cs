using System.Text;
using System.Text.RegularExpressions;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Ops.IO;

/// <summary>Strings joined element by element; scalars go with every element (<c>tf.strings.join</c>).</summary>
internal sealed class StringJoin : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("StringJoin")
        .Input("inputs: N * string").Output("output: string").Attr("N: int >= 1").Attr("separator: string = ''");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var shape = Shape.Unknown;
        var scalars = true;
        for (var i = 0; i < c.InputCount; i++)
        {
            if (c.Input(i).Rank == 0) continue;
            scalars = false;
            shape = ShapeContext.Merge(shape, c.Input(i));
        }
        c.SetOutput(0, scalars ? Shape.Scalar : shape);
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var separator = Encoding.UTF8.GetBytes(node.Str("separator"));
        return new FunctionKernel(c =>
        {
            var model = c.Input(0);
            for (var i = 0; i < c.InputCount; i++)
            {
                if (c.Input(i).Rank == 0) continue;
                if (model.Rank != 0 && !model.Dims.SequenceEqual(c.Input(i).Dims))
                    throw new InvalidArgumentError($"Input shapes do not match: {model.Shape.ToDebugString()} vs. {c.Input(i).Shape.ToDebugString()}");
                model = c.Input(i);
            }
            var joined = c.Allocate(0, DType.String, model.Dims).Data<byte[]>();
            var text = new List<byte>();
            for (var k = 0; k < joined.Length; k++)
            {
                text.Clear();
                for (var i = 0; i < c.InputCount; i++)
                {
                    if (i > 0) text.AddRange(separator);
                    text.AddRange(c.Input(i).AsSpan<byte[]>()[c.Input(i).Rank == 0 ? 0 : k]);
                }
                joined[k] = [.. text];
            }
        });
    }
}

/// <summary>Strings with what matches a regular expression rewritten (<c>tf.strings.regex_replace</c>). Patterns match in linear time, as with RE2;
/// <c>\0</c> to <c>\9</c> in the rewrite stand for the match and its groups.</summary>
internal sealed partial class RegexReplace : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("RegexReplace")
        .Input("input: string").Input("pattern: string").Input("rewrite: string").Output("output: string").Attr("replace_global: bool = true");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(1, 0);
        c.WithRank(2, 0);
        c.SetOutput(0, c.Input(0));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var all = node.Bool("replace_global");
        return new FunctionKernel(c =>
        {
            var (pattern, rewrite) = (CheckpointInputs.String(c.Input(1)), CheckpointInputs.String(c.Input(2)));
            var regex = Parse(pattern);
            string Rewritten(Match match) => Reference().Replace(rewrite, r => r.Value == @"\\" ? @"\" : match.Groups[r.Value[1] - '0'].Value);
            var texts = BundleIO.Strings(c.Input(0));
            var target = c.Allocate(0, DType.String, c.Input(0).Dims).Data<byte[]>();
            for (var i = 0; i < texts.Length; i++) target[i] = Encoding.UTF8.GetBytes(regex.Replace(texts[i], Rewritten, all ? -1 : 1));
        });
    }

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidArgumentError($"Invalid pattern: {pattern}, error: {e.Message}");
        }
    }

    [GeneratedRegex(@"\\[0-9\\]")]
    private static partial Regex Reference();
}
