using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Ctc;

/// <summary>The search for the best label sequences of one row: a tree of beginnings, of which the most probable stay alive.</summary>
internal sealed class CtcBeams(int width, int classes)
{
    private readonly int _blank = classes - 1;

    private List<Beam> _alive = [new Beam(null, -1) { Now = new Probability(0, 0, double.NegativeInfinity) }];

    /// <summary>Takes one time step's logits.</summary>
    public void Step(ReadOnlySpan<double> logits)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (var x in logits) max = System.Math.Max(max, x);
        foreach (var x in logits) sum += System.Math.Exp(x - max);
        var norm = max + System.Math.Log(sum);

        var beams = Sorted();
        foreach (var beam in beams) beam.Before = beam.Now;
        foreach (var beam in beams)
        {
            var label = beam.Now.Label;
            if (beam.Parent is { } parent)
            {
                // A label that is the same as the last counts only after a blank.
                if (parent.IsAlive) label = CtcInputs.LogSum(label, beam.Label == parent.Label ? parent.Before.Blank : parent.Before.Total);
                label += logits[beam.Label] - norm;
            }
            var blank = beam.Before.Total + logits[_blank] - norm;
            beam.Now = new Probability(CtcInputs.LogSum(blank, label), blank, label);
        }
        var leaves = new PriorityQueue<Beam, double>(beams.Select(b => (b, b.Now.Total)));
        foreach (var beam in beams)
        {
            if (!IsCandidate(leaves, beam.Before.Total)) continue;
            for (var k = 0; k < _blank; k++)
            {
                var child = beam.Child(k);
                if (child.IsAlive) continue;
                var label = logits[k] - norm + (k == beam.Label ? beam.Before.Blank : beam.Before.Total);
                if (!IsCandidate(leaves, label))
                {
                    // A beam that fell out in this step is not gone on from either.
                    child.Before = Probability.None;
                    continue;
                }
                if (leaves.Count == width) leaves.Dequeue().Die();
                child.Now = new Probability(label, double.NegativeInfinity, label);
                leaves.Enqueue(child, label);
            }
        }
        _alive = [.. leaves.UnorderedItems.Select(i => i.Element)];
    }

    /// <summary>The best label sequences, the best first.</summary>
    /// <exception cref="InvalidArgumentError">There are not as many.</exception>
    public List<(List<int> Labels, double LogProbability)> Best(int count, bool merge)
    {
        if (count > width) throw new InvalidArgumentError($"requested more paths than the beam width.");
        var beams = Sorted();
        if (count > beams.Count) throw new InvalidArgumentError("Less leaves in the beam search than requested.");
        return beams.GetRange(0, count).ConvertAll(b => (b.Labels(merge), b.Now.Total));
    }

    private List<Beam> Sorted() => [.. _alive.OrderByDescending(b => b.Now.Total)];

    private bool IsCandidate(PriorityQueue<Beam, double> leaves, double total) =>
        total > double.NegativeInfinity && (leaves.Count < width || total > leaves.Peek().Now.Total);

    /// <summary>Log-probabilities of a beginning: in all, ending with a blank, ending with its label.</summary>
    private readonly record struct Probability(double Total, double Blank, double Label)
    {
        public static readonly Probability None = new(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
    }

    private sealed class Beam(Beam? parent, int label)
    {
        private readonly Dictionary<int, Beam> _children = [];

        public Beam? Parent => parent;

        public int Label => label;

        public Probability Before { get; set; } = Probability.None;

        public Probability Now { get; set; } = Probability.None;

        public bool IsAlive => !double.IsNegativeInfinity(Now.Total);

        public void Die() => Now = Probability.None;

        public Beam Child(int next)
        {
            if (!_children.TryGetValue(next, out var child)) _children.Add(next, child = new Beam(this, next));
            return child;
        }

        public List<int> Labels(bool merge)
        {
            var labels = new List<int>();
            for (var (beam, last) = (this, -1); beam.Parent is { } up; (last, beam) = (beam.Label, up))
                if (!merge || beam.Label != last) labels.Add(beam.Label);
            labels.Reverse();
            return labels;
        }
    }
}
