using System.Numerics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

/// <summary>Convolution and pooling against loops that follow the definition, for many geometries.</summary>
[TestClass]
public sealed class WindowTests
{
    private static readonly Window2D[] s_windows =
    [
        Window2D.Create(2, 5, 6, 3, 3, 3, 1, 1, 1, 1, same: true),
        Window2D.Create(1, 28, 28, 1, 5, 5, 1, 1, 1, 1, same: true),
        Window2D.Create(2, 7, 8, 2, 2, 3, 2, 2, 1, 1, same: false),
        Window2D.Create(2, 7, 8, 2, 3, 2, 2, 3, 1, 1, same: true),
        Window2D.Create(1, 9, 10, 2, 3, 2, 1, 1, 2, 3, same: true),
        Window2D.Create(1, 9, 10, 2, 3, 2, 1, 1, 3, 2, same: false),
        Window2D.Create(1, 4, 4, 5, 1, 1, 1, 1, 1, 1, same: true),
        Window2D.Create(1, 4, 4, 1, 1, 1, 3, 3, 1, 1, same: true),
        Window2D.Create(1, 2, 2, 1, 3, 3, 1, 1, 1, 1, same: false),
        Window2D.CreateExplicit(2, 4, 5, 2, 3, 3, 2, 1, 1, 1, 2, 1, 0, 3),
    ];

    [TestMethod]
    public void Same_padding_stands_behind_where_it_is_odd()
    {
        var window = Window2D.Create(1, 6, 5, 1, 3, 2, 2, 2, 1, 1, same: true);
        Assert.AreEqual((3, 3, 0, 0), (window.OutHeight, window.OutWidth, window.PadTop, window.PadLeft));
        window = Window2D.Create(1, 5, 10, 1, 3, 4, 1, 3, 2, 1, same: true);
        Assert.AreEqual((5, 4, 2, 1), (window.OutHeight, window.OutWidth, window.PadTop, window.PadLeft));
        Assert.AreEqual((0, 0), (s_windows[8].OutHeight, s_windows[8].OutWidth));
    }

    [TestMethod]
    public void Convolution_and_its_gradients_follow_the_definition()
    {
        using var pool = new WorkerPool(2);
        foreach (var w in s_windows)
        {
            const int outChannels = 4;
            var (input, filter, outGradient) = (Random(w.InputLength, 1), Random(w.Depth * outChannels, 2), Random(w.Windows * outChannels, 3));
            double[] output = new double[outGradient.Length], inputGradient = new double[input.Length], filterGradient = new double[filter.Length];
            foreach (var (place, kernel, element) in Pairs(w))
            {
                for (var channel = 0; channel < w.Channels; channel++)
                {
                    for (var o = 0; o < outChannels; o++)
                    {
                        var weight = (kernel * w.Channels + channel) * outChannels + o;
                        output[place * outChannels + o] += input[element + channel] * filter[weight];
                        inputGradient[element + channel] += outGradient[place * outChannels + o] * filter[weight];
                        filterGradient[weight] += outGradient[place * outChannels + o] * input[element + channel];
                    }
                }
            }

            double[] actual = new double[output.Length], actualInput = new double[input.Length], actualFilter = new double[filter.Length];
            Convolution.Forward<double>(w, outChannels, input, filter, actual, pool);
            Convolution.BackpropInput<double>(w, outChannels, filter, outGradient, actualInput, pool);
            Convolution.BackpropFilter<double>(w, outChannels, input, outGradient, actualFilter, pool);
            AreClose(output, actual, w);
            AreClose(inputGradient, actualInput, w);
            AreClose(filterGradient, actualFilter, w);
        }
    }

    [TestMethod]
    public void Pooling_and_its_gradients_follow_the_definition()
    {
        foreach (var w in s_windows)
        {
            var (input, outGradient) = (Random(w.InputLength, 1), Random(w.Windows * w.Channels, 2));
            double[] max = new double[outGradient.Length], average = new double[outGradient.Length];
            double[] maxGradient = new double[input.Length], averageGradient = new double[input.Length];
            Array.Fill(max, double.MinValue);
            var places = new int[max.Length];
            foreach (var window in Pairs(w).GroupBy(pair => pair.Place))
            {
                for (var channel = 0; channel < w.Channels; channel++)
                {
                    var elements = window.Select(pair => pair.Element + channel).ToList();
                    var place = window.Key * w.Channels + channel;
                    var largest = elements.MaxBy(element => input[element]);
                    max[place] = input[largest];
                    maxGradient[largest] += outGradient[place];
                    average[place] = elements.Average(element => input[element]);
                    elements.ForEach(element => averageGradient[element] += outGradient[place] / elements.Count);
                }
            }

            double[] actual = new double[max.Length], gradient = new double[input.Length];
            Pooling.Max<double>(w, input, actual);
            AreClose(max, actual, w);
            Pooling.MaxGradient<double>(w, input, outGradient, gradient);
            AreClose(maxGradient, gradient, w);
            // Averages know neither dilation nor explicit padding, with which a window may see nothing.
            if (w.DilationHeight == 1 && w != s_windows[^1])
            {
                Pooling.Average<double>(w, input, actual);
                AreClose(average, actual, w);
                Pooling.AverageGradient<double>(w, outGradient, gradient);
                AreClose(averageGradient, gradient, w);
            }
        }
    }

    [TestMethod]
    public void Of_equal_elements_the_first_gets_the_gradient_of_the_maximum()
    {
        var window = Window2D.Create(1, 2, 2, 1, 2, 2, 2, 2, 1, 1, same: false);
        var gradient = new float[4];
        Pooling.MaxGradient<float>(window, [1, 3, 3, 3], [5], gradient);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0 }, gradient);
    }

    /// <summary>Every element that a window sees: the window, the place in its kernel, and where the element's channels begin.</summary>
    private static IEnumerable<(int Place, int Kernel, int Element)> Pairs(Window2D w)
    {
        for (var place = 0; place < w.Windows; place++)
        {
            var (image, y, x) = (place / (w.OutHeight * w.OutWidth), place / w.OutWidth % w.OutHeight, place % w.OutWidth);
            for (var kernel = 0; kernel < w.KernelHeight * w.KernelWidth; kernel++)
            {
                var row = y * w.StrideHeight - w.PadTop + kernel / w.KernelWidth * w.DilationHeight;
                var column = x * w.StrideWidth - w.PadLeft + kernel % w.KernelWidth * w.DilationWidth;
                if (row >= 0 && row < w.Height && column >= 0 && column < w.Width)
                {
                    yield return (place, kernel, ((image * w.Height + row) * w.Width + column) * w.Channels);
                }
            }
        }
    }

    private static void AreClose(double[] expected, double[] actual, Window2D window)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-12 * (1 + Math.Abs(expected[i])), $"{window}");
        }
    }

    private static double[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
    }
}
