using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>The coordinates of grids, and gathering by coordinates within batches.</summary>
internal static class GridFunctions
{
    /// <summary>For each vector a tensor that repeats it along the axes of all others (<c>tf.meshgrid</c>).</summary>
    public static Tensor[] Meshgrid(IReadOnlyList<TensorLike> args, string indexing = "xy", string name = "meshgrid")
    {
        if (indexing is not ("xy" or "ij")) throw new ValueError("indexing parameter must be either 'xy' or 'ij'");
        using var scope = GraphScopes.NameScope(name, "meshgrid", [.. args]);
        var rank = args.Count;
        var output = args.Select((x, i) => ArrayFunctions.Reshape(ArrayFunctions.Stack(x), OnesBut(i))).ToArray();
        var sizes = args.Select(x => (TensorLike)ArrayFunctions.Size(x)).ToArray();
        var type = Nodes.Convert(args[0]).DType.Base();
        if (indexing == "xy" && rank > 1)
        {
            output[0] = ArrayFunctions.Reshape(output[0], OnesBut(1));
            output[1] = ArrayFunctions.Reshape(output[1], OnesBut(0));
            (sizes[0], sizes[1]) = (sizes[1], sizes[0]);
        }
        var ones = ConstantFunctions.Ones(TensorLike.List(sizes), type);
        return System.Array.ConvertAll(output, x => x * ones);

        int[] OnesBut(int axis) => [.. Enumerable.Range(0, rank).Select(d => d == axis ? -1 : 1)];
    }

    /// <summary>The slices that each vector of indices points at, the leading dimensions of both going side by side (<c>tf.batch_gather_nd</c>).</summary>
    public static Tensor BatchGatherNd(TensorLike @params, TensorLike indices, int batchDims, string? name)
    {
        using var scope = GraphScopes.NameScope(name, "BatchGatherND", @params, indices);
        var graph = GraphScopes.Of(@params, indices);
        var places = indices.ToTensor(graph, name: "indices");
        var values = @params.ToTensor(graph, name: "params");
        if (batchDims < 0) throw new ValueError("tf.gather_nd does not allow negative batch_dims.");
        if (places.Rank >= 0 && batchDims >= places.Rank) throw new ValueError($"batch_dims = {batchDims} must be less than rank(indices) = {places.Rank}");
        if (values.Rank >= 0 && batchDims >= values.Rank) throw new ValueError($"batch_dims = {batchDims} must be less than rank(params) = {values.Rank}");

        var valuesShape = ArrayFunctions.Shape(values);
        var placesShape = ArrayFunctions.Shape(places);
        var batchShape = valuesShape[..batchDims];
        var batchSize = Nodes.Make("Prod", null, [batchShape, new[] { 0 }]);
        var inner = ArrayFunctions.Rank(places) - batchDims - 1;
        var innerShape = placesShape[batchDims..^1];

        // The coordinates of each element of the batch, a row each, beside the coordinates that are asked for within it.
        var ranges = ArrayFunctions.Unstack(batchShape)
            .Select(size => (TensorLike)Nodes.Make("Cast", null, [Nodes.Make("Range", null, [0, size, 1])], ("DstT", AttrValues.Of(places.DType.Base())))).ToArray();
        var mesh = System.Array.ConvertAll(Meshgrid(ranges, "ij"), x => (TensorLike)ArrayFunctions.Reshape(x, new[] { -1 }));
        var grid = ArrayFunctions.Transpose(ArrayFunctions.Stack(mesh));
        var gridShape = ArrayFunctions.Shape(grid);
        grid = ArrayFunctions.Reshape(grid, ArrayFunctions.Concat(new TensorLike[] { gridShape[..1], ConstantFunctions.Ones(inner, DType.Int32), gridShape[1..] }, 0));
        grid = ArrayFunctions.Tile(grid, ArrayFunctions.Concat(new TensorLike[] { new[] { 1 }, innerShape, new[] { 1 } }, 0));
        var flat = ArrayFunctions.Reshape(places, ArrayFunctions.Concat(new TensorLike[] { TensorLike.List([batchSize]), placesShape[batchDims..] }, 0));
        var found = ArrayFunctions.GatherNd(values, ArrayFunctions.Concat(new TensorLike[] { grid, flat }, -1));
        var foundShape = ArrayFunctions.Shape(found);
        return ArrayFunctions.Reshape(found, ArrayFunctions.Concat(new TensorLike[] { batchShape, foundShape[1..] }, 0));
    }
}
