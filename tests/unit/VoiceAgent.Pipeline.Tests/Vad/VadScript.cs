using System.Globalization;

namespace VoiceAgent.Vad;

/// <summary>
/// Runs a state machine over chunks of 32 ms at 16 kHz, one character each: a digit is a probability in tenths (9 is 0.9),
/// said loudly; <c>q</c> is a certain voice too quiet to count. Gives the changes as <c>+begin@noticed</c> and
/// <c>-end@noticed</c>, in chunks.
/// </summary>
internal static class VadScript
{
    public const int Chunk = 512;

    public static string Run(string chunks, VadOptions? options = null, bool end = false)
    {
        var machine = new VadStateMachine(options ?? new VadOptions(), 16000);
        var log = new List<string>();
        foreach (var chunk in chunks)
        {
            var probability = chunk == 'q' ? 1 : (chunk - '0') / 10f;
            Note(log, machine, machine.Advance(probability, chunk == 'q' ? 0.3f : 0.9f, Chunk));
        }

        if (end)
        {
            Note(log, machine, machine.End());
        }

        return string.Join(' ', log);
    }

    private static void Note(List<string> log, VadStateMachine machine, VadChange change)
    {
        var (sign, position) = change == VadChange.Started ? ('+', machine.StartedAt) : ('-', machine.StoppedAt);
        if (change != VadChange.None)
        {
            log.Add(
                string.Create(CultureInfo.InvariantCulture, $"{sign}{Chunks(position)}@{Chunks(machine.Position)}")
            );
        }
    }

    private static double Chunks(long samples) => (double)samples / Chunk;
}
