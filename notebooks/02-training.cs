// The notebook 02-training.ipynb as a program: dotnet run notebooks/02-training.cs
#:project ../src/TfStatefulLstm/TfStatefulLstm.csproj
#:property PublishAot=false

using System.Globalization;
using System.IO;
using TfStatefulLstm;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using TfStatefulLstm.Training.Corpus;
using TfStatefulLstm.Training.Tbptt;
using static TfStatefulLstm.Binding;

int rows = 32, time = 5, num_units = 64;

string Find(string path, string from) => File.Exists(Path.Combine(from, path)) ? Path.Combine(from, path) : Find(path, Path.GetDirectoryName(from)!);

var text = Vocabulary.ReadText(Find("checkpoints/shakespeare/tinyshakespeare.txt", Environment.CurrentDirectory));
var vocabulary = new Vocabulary(text);
var ids = vocabulary.Encode(text);
var training = ContiguousBatcher.Of(ids.AsSpan(0, 100_000), rows, time);
var held_out = ContiguousBatcher.Of(ids.AsSpan(100_000, 20_000), rows, time);
Console.WriteLine($"{vocabulary.Count} characters, {training.WindowsPerEpoch} windows of {rows} rows by {time} characters");

string Row(NDArray array) => vocabulary.Decode(array.ToArray<int>().Take(time)).Replace('\n', '|');

foreach (var window in training.Epoch().Take(3)) Console.WriteLine($"'{Row(window.Inputs)}' is to give '{Row(window.Targets)}', starting: {window.StartsAll}");

(TbpttDriver Driver, Session Session) Model()
{
    tf.reset_default_graph();
    tf.set_random_seed(1);
    var x = tf.placeholder(tf.int32, (rows, time));
    var y = tf.placeholder(tf.int32, (rows, time));
    var rnn = new StatefulRnn(tf.nn.rnn_cell.LSTMCell(num_units), tf.one_hot(x, vocabulary.Count));
    var logits = tf.layers.dense(rnn.Peek, vocabulary.Count);
    var loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: y, logits: logits));
    var train = tf.train.AdamOptimizer(0.01).minimize(loss);
    var session = tf.Session();
    session.run(tf.global_variables_initializer());
    return (new TbpttDriver(session, TbpttGraph.Of(rnn, x, y, loss, train)), session);
}

async Task<double[]> Losses(TbpttDriver driver, IEnumerable<Window> windows)
{
    var losses = new List<double>();
    await foreach (var step in driver.TrainAsync(windows)) losses.Add(step.Loss);
    return losses.ToArray();
}

int steps = 700;
var all = Enumerable.Repeat(true, rows).ToArray();
var (carrying, carrying_session) = Model();
var carried = await Losses(carrying, training.Epochs().Take(steps));
var (forgetting, forgetting_session) = Model();
var forgotten = await Losses(forgetting, training.Epochs().Take(steps).Select(window => window with { Starts = all }));

double Last(double[] losses) => losses.TakeLast(100).Average();

Console.WriteLine($"both begin at {carried[0]:0.0} nats a character: {carried[0] == forgotten[0]}");
Console.WriteLine($"both learn: {Last(carried) < 2.4 && Last(forgotten) < 2.4}");
Console.WriteLine($"the one that remembers learns more: {Last(carried) < Last(forgotten) - 0.05}");

string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

string Curve(double[] losses, string color)
{
    var smooth = losses.Chunk(20).Select(chunk => chunk.Average()).ToArray();
    var points = smooth.Select((loss, i) => $"{Number(50 + 580.0 * i / (smooth.Length - 1))},{Number(20 + 260 * (4.5 - loss) / 3)}");
    return $"<polyline fill='none' stroke='{color}' stroke-width='2' points='{string.Join(' ', points)}'/>";
}

string Label(double x, double y, string label, string color = "#555") => $"<text x='{Number(x)}' y='{Number(y)}' fill='{color}' font-family='sans-serif' font-size='12'>{label}</text>";

var grid = Enumerable.Range(0, 7).Select(i => (Loss: 4.5 - i * 0.5, Y: 20 + 260 * i / 6.0));
var lines = grid.Select(line => $"<line x1='50' x2='630' y1='{Number(line.Y)}' y2='{Number(line.Y)}' stroke='#ddd'/>" + Label(22, line.Y + 4, Number(line.Loss)));
var svg = string.Join("\n", lines.Prepend("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 650 320'><rect width='650' height='320' fill='white'/>")
    .Append(Curve(forgotten, "#e0a030")).Append(Curve(carried, "#204080"))
    .Append(Label(50, 305, "step 0")).Append(Label(590, 305, $"{steps}"))
    .Append(Label(400, 40, "reset before every window", "#e0a030")).Append(Label(400, 60, "state carried", "#204080")).Append("</svg>"));
File.WriteAllText("02-training.svg", svg);
Console.WriteLine("the losses are drawn in 02-training.svg");

var with_state = carrying.Validate(held_out.Epoch());
var without_state = carrying.Validate(held_out.Epoch(), carry: false);
var never_with = forgetting.Validate(held_out.Epoch(), carry: false);
Console.WriteLine($"remembering helps on text that was held out: {with_state < without_state - 0.05}");
Console.WriteLine($"even against a model that was trained to do without: {with_state < never_with - 0.05}");
carrying_session.close();
forgetting_session.close();
