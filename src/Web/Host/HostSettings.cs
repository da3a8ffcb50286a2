using System.ComponentModel.DataAnnotations;

namespace Rectify.Workflow.Web.Host;

/// <summary>Settings under "Rectify" that concern the host itself.</summary>
public sealed class HostSettings
{
    /// <summary>Pages, jobs, or both.</summary>
    public HostRole Role { get; set; }

    /// <summary>Bring the database to this version at start; false when an administrator does it.</summary>
    public bool MigrateAtStart { get; set; } = true;

    /// <summary>The town's clock (IANA name).</summary>
    [Required]
    public string ZoneId { get; set; } = "Asia/Shanghai";

    /// <summary>Reads and checks the section.</summary>
    public static HostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var role = configuration["Rectify:Role"];
        if (role is not null && !(Enum.TryParse<HostRole>(role, ignoreCase: true, out var known) && Enum.IsDefined(known)))
        {
            throw new InvalidOperationException($"Rectify:Role is '{role}'; it can be All, Web or Worker.");
        }

        var options = configuration.GetSection("Rectify").Get<HostSettings>() ?? new();
        return TimeZoneInfo.TryFindSystemTimeZoneById(options.ZoneId, out _)
            ? options
            : throw new InvalidOperationException($"Rectify:ZoneId is '{options.ZoneId}'; there is no such time zone. The default is Asia/Shanghai.");
    }
}
