using System.Text;
using VoiceAgent.Errors;

namespace VoiceAgent.Audio;

public sealed class WavReaderFuzzTests(ITestOutputHelper output)
{
    private const int Mutations = 40_000;

    [Fact]
    public void Mutated_files_are_read_or_refused_and_memory_stays_within_bounds()
    {
        var random = new Random(20_24);
        var seeds = Seeds();
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var file = Mutate(random, seeds[random.Next(seeds.Length)]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var wav = WavReader.Read(file, mono: random.Next(2) == 0);
                Assert.True(wav.Format.IsValid);
                Assert.Equal(0, wav.Pcm.Length % wav.Format.BytesPerSample);
                Assert.InRange(wav.Pcm.Length, 0, 2 * file.Length);
                read++;
            }
            catch (VoiceAgentException error)
            {
                Assert.Equal(ErrorCodes.InvalidWav, error.Code);
                refused++;
            }

            // Files are below 2 kB: what a header claims must not be believed. The slack is the runtime's own.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }

        output.WriteLine($"{read} read, {refused} refused");
        Assert.True(read > Mutations / 20 && refused > Mutations / 20);
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var file = seed[..random.Next(random.Next(3) == 0 ? 0 : seed.Length, seed.Length + 1)].ToList();
        for (var changes = random.Next(1, 6); changes > 0 && file.Count > 0; changes--)
        {
            // Mostly in the headers: that is where parsers break.
            var at = random.Next(random.Next(4) == 0 ? file.Count : Math.Min(file.Count, 80));
            switch (random.Next(6))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, Math.Min(random.Next(1, 9), file.Count - at));
                    break;
                case 3:
                    file.InsertRange(at, seed[..random.Next(Math.Min(seed.Length, 40))]);
                    break;
                case 4:
                    var value = new[] { 0, -1, int.MaxValue, int.MinValue, 1, 0xFFFF, 7 }[random.Next(7)];
                    Overwrite(file, at, BitConverter.GetBytes(value));
                    break;
                default:
                    Overwrite(file, at, Encoding.ASCII.GetBytes(new[] { "data", "fmt ", "LIST" }[random.Next(3)]));
                    break;
            }
        }

        return [.. file];
    }

    private static void Overwrite(List<byte> file, int at, byte[] bytes)
    {
        for (var i = 0; i < bytes.Length && at + i < file.Count; i++)
        {
            file[at + i] = bytes[i];
        }
    }

    private static byte[][] Seeds()
    {
        var noise = new byte[301];
        new Random(3).NextBytes(noise);
        byte[] extensible = [22, 0, 24, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];
        return
        [
            WavWriter.ToBytes(AudioFormat.Input16Khz, noise.AsSpan(1)),
            new WavFile().Format(1, 2, 44100, 8).Chunk("LIST", [1, 2, 3]).Chunk("data", noise).Bytes(),
            new WavFile().Format(0xFFFE, 2, 48000, 24, extensible).Chunk("data", noise).Bytes(),
            new WavFile().Format(3, 1, 22050, 32, [0, 0]).Chunk("fact", [1, 2, 3, 4]).Chunk("data", noise).Bytes(),
            new WavFile().Format(3, 6, 8000, 64).Chunk("data", noise, 0).Chunk("id3 ", noise).Bytes(),
            new WavFile().Format(7, 1, 8000, 8).Chunk("data", noise, uint.MaxValue).Bytes(),
            new WavFile().Format(6, 1, 8000, 8).Chunk("data", noise).Bytes(),
            new WavFile()
                .Chunk("ds64", noise[..28])
                .Format(1, 1, 16000, 32)
                .Chunk("data", noise, uint.MaxValue)
                .Bytes("RF64"),
        ];
    }
}
