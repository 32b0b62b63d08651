using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Strings;

/// <summary>The bucket of every string by its fingerprint (<c>tf.strings.to_hash_bucket_fast</c>): what words outside a vocabulary get as their number.</summary>
internal sealed class StringToHashBucketFast() : StringOp(OpSchema.Define("StringToHashBucketFast").Input("input: string").Output("output: int64").Attr("num_buckets: int >= 1"))
{
    public override Kernel CreateKernel(NodeAttrs node)
    {
        var buckets = (ulong)node.Int("num_buckets");
        return Each(DType.Int64, s => (long)(StringHashes.Fingerprint(s) % buckets));
    }
}

/// <summary>The bucket of every string by the older hash (<c>tf.string_to_hash_bucket</c>).</summary>
internal sealed class StringToHashBucket() : StringOp(OpSchema.Define("StringToHashBucket").Input("string_tensor: string").Output("output: int64").Attr("num_buckets: int >= 1"))
{
    public override Kernel CreateKernel(NodeAttrs node)
    {
        var buckets = (ulong)node.Int("num_buckets");
        return Each(DType.Int64, s => (long)(StringHashes.Murmur(s) % buckets));
    }
}

/// <summary>The bucket of every string by a hash under a key (<c>tf.strings.to_hash_bucket_strong</c>).</summary>
internal sealed class StringToHashBucketStrong() : StringOp(OpSchema.Define("StringToHashBucketStrong").Input("input: string").Output("output: int64").Attr("num_buckets: int >= 1")
    .Attr("key: list(int)"))
{
    public override Kernel CreateKernel(NodeAttrs node)
    {
        var (buckets, key) = ((ulong)node.Int("num_buckets"), node.Ints("key"));
        if (key.Length != 2) throw new InvalidArgumentError("Key must have 2 elements");
        return Each(DType.Int64, s => (long)(StringHashes.Sip(s, (ulong)key[0], (ulong)key[1]) % buckets));
    }
}
