using Microsoft.Extensions.Configuration;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App;

/// <summary>The town's clock: what hours written by its people mean, in the schedule of jobs and in workflows.</summary>
public sealed record TownZone(TimeZoneInfo Zone)
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "Rectify:ZoneId";

    /// <summary>The zone when none is set.</summary>
    public const string Standard = "Asia/Shanghai";

    /// <summary>The settings of a round that sets nothing of its own, and of everything that belongs to no round.</summary>
    public RoundSettings Usual { get; } = new() { ZoneId = Zone.Id };

    /// <summary>The clock by which days count in a round; without one the town's own.</summary>
    public TownTime Of(Round? round) => (round?.Settings ?? Usual).ToTownTime();

    /// <summary>Reads the setting; a zone that does not exist stops the program.</summary>
    public static TownZone Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var id = configuration[Setting] ?? Standard;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? new(zone)
            : throw new InvalidOperationException($"{Setting} is '{id}'; there is no such time zone. The default is {Standard}.");
    }
}
