using System.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Keeps the k largest of the elements that come by in a heap whose root is the smallest of them. The order in which they lie there is what an unsorted
/// <c>top_k</c> returns, so the steps are those of the heaps of the C++ library that TensorFlow is built with.</summary>
internal static class TopHeap<T> where T : INumber<T>
{
    /// <summary>Puts the indices of the k largest keys at the head of <paramref name="heap"/>, which has room for k + 1. The first of equals is the larger.</summary>
    public static void Select(ReadOnlySpan<T> keys, int k, Span<int> heap)
    {
        if (k == 0) return;
        for (var i = 0; i <= k; i++) heap[i] = i;
        for (var root = (k - 1) / 2; root >= 0; root--) Sink(keys, heap[..(k + 1)], root, heap[root]);
        DropRoot(keys, heap[..(k + 1)]);
        for (var i = k + 1; i < keys.Length; i++)
        {
            if (!Larger(keys, i, heap[0])) continue;
            heap[k] = i;
            DropRoot(keys, heap[..(k + 1)]);
        }
    }

    private static bool Larger(ReadOnlySpan<T> keys, int a, int b) => keys[a] > keys[b] || (!(keys[a] < keys[b]) && a < b);

    /// <summary>Takes the root out, and the last element into the heap of those before it.</summary>
    private static void DropRoot(ReadOnlySpan<T> keys, Span<int> heap)
    {
        var last = heap[^1];
        heap[^1] = heap[0];
        Sink(keys, heap[..^1], 0, last);
    }

    /// <summary>Moves the hole down along the smaller children to the ground, then the value up from there.</summary>
    private static void Sink(ReadOnlySpan<T> keys, Span<int> heap, int root, int value)
    {
        var hole = root;
        for (var child = (2 * hole) + 2; child <= heap.Length; child = (2 * hole) + 2)
        {
            if (child == heap.Length || Larger(keys, heap[child], heap[child - 1])) child--;
            heap[hole] = heap[child];
            hole = child;
        }
        for (var parent = (hole - 1) / 2; hole > root && Larger(keys, heap[parent], value); parent = (hole - 1) / 2)
        {
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = value;
    }
}
