using System.Text;

namespace VoiceAgent.Providers.OnnxRuntime.Turns;

/// <summary>
/// A model with smart-turn's input and output that can be predicted: the sigmoid of the mean of all features. Written by hand in the format of
/// ONNX (a protocol buffer of ir_version, graph and opset_import), for tests without the real one.
/// </summary>
internal static class TinyTurnModel
{
    private const int Float = 1;

    /// <summary>Writes it to a file of its own.</summary>
    public static string Write()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tiny-turn-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, Model());
        return path;
    }

    private static byte[] Model()
    {
        byte[] graph =
        [
            .. Message(1, Node("ReduceMean", "input_features", "mean")),
            .. Message(1, Node("Sigmoid", "mean", "probability")),
            .. Text(2, "tiny"),
            .. Message(11, Value("input_features", 1, 80, 800)),
            .. Message(12, Value("probability", 1, 1, 1)),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    private static byte[] Node(string operation, string input, string output) =>
        [.. Text(1, input), .. Text(2, output), .. Text(4, operation)];

    private static byte[] Value(string name, params int[] shape)
    {
        var dimensions = shape.SelectMany(size => Message(1, Number(1, size))).ToArray();
        byte[] tensor = [.. Number(1, Float), .. Message(2, dimensions)];
        return [.. Text(1, name), .. Message(2, Message(1, tensor))];
    }

    private static byte[] Number(int field, int value) => [(byte)(field << 3), .. Varint(value)];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] body) =>
        [(byte)((field << 3) | 2), .. Varint(body.Length), .. body];

    private static List<byte> Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
