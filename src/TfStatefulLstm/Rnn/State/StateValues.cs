using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Runtime.Bundles;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>State variables as values: looked at, set, told apart by a hash, and kept in files apart from the weights, bit for bit. None of it adds a node to the
/// graph: a value is set by running the variable's initializer with another initial value (<c>Variable.load</c>).</summary>
public static class StateValues
{
    private static readonly Dictionary<string, NDArray> Nothing = [];

    /// <summary>The values of the state variables, all from between the same two runs.</summary>
    /// <param name="session">The session that holds them.</param>
    /// <param name="states">The variables.</param>
    /// <exception cref="FailedPreconditionError">A variable has no value yet.</exception>
    public static Nest<NDArray> ReadState(this ISession session, Nested states)
    {
        var values = session.Run(Nothing, [.. Variables(states).Select(v => v.GraphElement.Name)], []);
        return states.Pack(values);
    }

    /// <summary>Sets the state variables, in one run. (In more than one where variables were made from one and the same initial value.)</summary>
    /// <param name="session">The session that holds them.</param>
    /// <param name="states">The variables.</param>
    /// <param name="values">Their values, in the same structure.</param>
    /// <exception cref="ValueError">The structure or a shape is another; nothing was set.</exception>
    public static void WriteState(this ISession session, Nested states, Nest<NDArray> values)
    {
        states.AssertSameStructure(values);
        var pairs = Variables(states).Zip(values.Flatten()).ToArray();
        foreach (var (variable, value) in pairs)
        {
            if (!variable.Shape.IsCompatibleWith(value.Shape))
                throw new ValueError($"The state {variable.Op.Name} has the shape {variable.Shape}, but the value that it is to have {value.Shape}.");
        }
        Dictionary<string, NDArray> feeds = [];
        List<string> targets = [];
        foreach (var (variable, value) in pairs)
        {
            if (feeds.ContainsKey(variable.Initializer.Inputs[1].Name)) Flush();
            feeds.Add(variable.Initializer.Inputs[1].Name, value.AsType(variable.DType));
            targets.Add(variable.Initializer.Name);
        }
        Flush();

        void Flush()
        {
            session.Run(feeds, [], targets);
            feeds.Clear();
            targets.Clear();
        }
    }

    /// <summary>A hash of the state, SHA-256 in hexadecimal: the same for the same bits under the same names. What explains why one input gave two outputs.</summary>
    /// <param name="session">The session that holds the variables.</param>
    /// <param name="states">The variables.</param>
    public static string HashState(this ISession session, Nested states)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (variable, value) in Variables(states).Zip(session.ReadState(states).Flatten()))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{variable.Op.Name}\0{value.DType.Name()}{value.Shape}\0")));
            hash.AppendData(value.Bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Saves the state apart from the weights, under the variables' names.</summary>
    /// <param name="session">The session that holds the variables.</param>
    /// <param name="states">The variables.</param>
    /// <param name="path">A file that ends in <c>.npz</c>, for numpy; anything else is the prefix of a checkpoint, which a <c>tf.train.Saver</c> of the variables
    /// restores. The folder must exist; its <c>checkpoint</c> file, which names the newest weights, is left alone.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveState(this ISession session, Nested states, string path)
    {
        var (names, values) = (Variables(states).Select(v => v.Op.Name).ToArray(), session.ReadState(states).Flatten());
        if (!IsNpz(path))
        {
            BundleIO.Save(path, names, [.. names.Select(_ => "")], values);
            return;
        }
        var part = path + ".part"; // what was there stays whole until all is written
        NpzFile.Write(part, names.Zip(values, KeyValuePair.Create));
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Sets the state to what was saved.</summary>
    /// <param name="session">The session that holds the variables; they need not be initialized.</param>
    /// <param name="states">The variables.</param>
    /// <param name="path">What <see cref="SaveState"/> was given, or a checkpoint that has the state among the weights.</param>
    /// <exception cref="NotFoundError">There is no such file, or it lacks a variable; nothing was set.</exception>
    /// <exception cref="DataLossError">The file is altered or cut short; nothing was set.</exception>
    /// <exception cref="ValueError">A shape is another: the state is of another batch; nothing was set.</exception>
    public static void LoadState(this ISession session, Nested states, string path) =>
        session.WriteState(states, states.Pack(IsNpz(path) ? FromNpz(states, path) : FromCheckpoint(states, path)));

    private static List<NDArray> FromCheckpoint(Nested states, string path)
    {
        using var reader = new CheckpointReader(path);
        return [.. Variables(states).Select(v => reader.GetTensor(v.Op.Name))];
    }

    private static List<NDArray> FromNpz(Nested states, string path)
    {
        if (!File.Exists(path)) throw new NotFoundError($"There is no file {path}.");
        var arrays = NpzFile.Read(path);
        return [.. Variables(states).Select(v => arrays.TryGetValue(v.Op.Name, out var array)
            ? array
            : throw new NotFoundError($"{path} has no state {v.Op.Name}; it has {string.Join(", ", arrays.Keys)}."))];
    }

    private static bool IsNpz(string path) => path.EndsWith(".npz", StringComparison.Ordinal);

    private static IEnumerable<VariableBase> Variables(Nested states) => states.Flatten().Select(StatePattern.Variable);
}
