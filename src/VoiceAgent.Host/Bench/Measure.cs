namespace VoiceAgent.Hosting.Bench;

/// <summary>Time, allocation and percentiles.</summary>
internal static class Measure
{
    /// <summary>Runs something several times and gives the median of nanoseconds and bytes per operation.</summary>
    public static async Task<(double Nanoseconds, double Bytes)> MedianAsync(int runs, int operations, Func<Task> run)
    {
        var times = new double[runs];
        var bytes = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var began = TimeProvider.System.GetTimestamp();
            await run();
            times[i] = TimeProvider.System.GetElapsedTime(began).TotalNanoseconds / operations;
            bytes[i] = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / operations;
        }

        return (Percentile(times, 0.5), Percentile(bytes, 0.5));
    }

    /// <summary>The value below which the given part of all values lies. Sorts them.</summary>
    public static double Percentile(double[] values, double part)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values[(int)Math.Min(values.Length - 1, part * values.Length)];
    }
}
