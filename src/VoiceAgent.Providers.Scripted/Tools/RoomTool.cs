using System.ComponentModel;
using System.Globalization;

namespace VoiceAgent.Providers.Scripted.Tools;

/// <summary>Books a room that does not exist: it checks the request and returns a reference.</summary>
internal sealed class RoomTool(TimeProvider timeProvider)
{
    private const int MostPeople = 20;

    /// <summary>The tool. The same request always gets the same reference.</summary>
    [Description("Books a meeting room and returns a reference.")]
    public BookingAnswer BookRoom(
        [Description("City of the office.")] string place,
        [Description("Day.")] DateOnly date,
        [Description("Begin, local time.")] TimeOnly time,
        [Description("Length in minutes, up to a day.")] int minutes,
        [Description("Number of people, 1 to 20.")] int people
    )
    {
        if (date < DateOnly.FromDateTime(timeProvider.GetLocalNow().DateTime))
        {
            return new BookingAnswer(Problem: "that day is over");
        }

        if (minutes is < 1 or > 24 * 60 || people is < 1 or > MostPeople)
        {
            return new BookingAnswer(Problem: "no room fits that");
        }

        var request = string.Create(
            CultureInfo.InvariantCulture,
            $"{place}|{date:yyyy-MM-dd}|{time:HH:mm}|{minutes}|{people}"
        );
        var hash = request.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
        var number = ((hash % 9000) + 1000).ToString(CultureInfo.InvariantCulture);
        return new BookingAnswer(string.Join(' ', number.AsEnumerable()));
    }
}
