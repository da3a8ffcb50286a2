using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>A change as somebody writes it down, in a form or a shell.</summary>
public sealed record ForecastWish
{
    /// <summary>The round whose items and rules are meant; may be left out where there is one round only.</summary>
    public RoundId? Round { get; init; }

    /// <summary>The text of a day table.</summary>
    public string? Calendar { get; init; }

    /// <summary>Due dates: NUMBER=YYYY-MM-DD.</summary>
    public IReadOnlyList<string> DueOn { get; init; } = [];

    /// <summary>Offsets in working days: 10,5,3,1.</summary>
    public string? Offsets { get; init; }

    /// <summary>The sending hour: 08:30.</summary>
    public string? Hour { get; init; }

    /// <summary>Quiet days: YYYY-MM-DD..YYYY-MM-DD.</summary>
    public IReadOnlyList<string> Quiet { get; init; } = [];

    /// <summary>Working days of the rungs after the due date: 1,3,7,15.</summary>
    public string? Ladder { get; init; }

    /// <summary>Handovers by user name: A=B; A= for somebody who leaves.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>True when nothing is wished.</summary>
    public bool IsEmpty => this is { Calendar: null, DueOn.Count: 0, Offsets: null, Hour: null, Quiet.Count: 0, Ladder: null, People.Count: 0 };
}

/// <summary>Understands a wish, or says what cannot be understood, in both languages.</summary>
public sealed class ForecastWishes(RectifyDb db)
{
    /// <summary>The change, or every problem with the wish.</summary>
    public async Task<(ForecastChange? Change, IReadOnlyList<SettingProblem> Problems)> ReadAsync(ForecastWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var problems = new List<SettingProblem>();
        var rounds = await db.Rounds.AsNoTracking().Where(round => wish.Round == null || round.Id == wish.Round).ToListAsync(cancellationToken);
        var round = rounds is [var only] ? only : null;
        if (round is null && (wish.DueOn.Count > 0 || Rules(wish)))
        {
            problems.Add(new("round", "请指明轮次", "Say which round is meant."));
        }

        CalendarYear? table = null;
        if (wish.Calendar is { } text)
        {
            var reading = CalendarFile.Read(text);
            table = reading.Table;
            problems.AddRange(reading.Problems.Select(problem => new SettingProblem("calendar", $"第{problem.Line}行：{problem.Chinese}", $"Line {problem.Line}: {problem.English}")));
        }

        var change = new ForecastChange
        {
            Table = table,
            DueOn = round is null ? ImmutableDictionary<ItemId, DateOnly>.Empty : await DueAsync(round, wish, problems, cancellationToken),
            Settings = round is null || !Rules(wish) ? ImmutableDictionary<RoundId, RoundSettings>.Empty
                : ImmutableDictionary<RoundId, RoundSettings>.Empty.Add(round.Id, Settings(round.Settings, wish, problems)),
            People = await PeopleAsync(wish, problems, cancellationToken),
        };
        return (problems.Count == 0 ? change : null, problems);
    }

    private static bool Rules(ForecastWish wish) => wish is not { Offsets: null, Hour: null, Quiet.Count: 0, Ladder: null };

    private async Task<ImmutableDictionary<ItemId, DateOnly>> DueAsync(
        Round round, ForecastWish wish, List<SettingProblem> problems, CancellationToken cancellationToken)
    {
        var dates = ImmutableDictionary.CreateBuilder<ItemId, DateOnly>();
        foreach (var text in wish.DueOn)
        {
            if (text.Split('=') is not [var left, var right]
                || !int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !DateOnly.TryParseExact(right, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                problems.Add(new("due", $"“{text}”应写作 序号=2024-01-05", $"'{text}' should be NUMBER=2024-01-05."));
                continue;
            }

            var found = await db.Items.AsNoTracking().Where(item => item.RoundId == round.Id && item.Number == number)
                .Select(item => item.Id).ToListAsync(cancellationToken);
            if (found is [var item])
            {
                dates[item] = day;
            }
            else
            {
                problems.Add(new("due", $"本轮没有第{number}项", $"The round has no item {number}."));
            }
        }

        return dates.ToImmutable();
    }

    private static RoundSettings Settings(RoundSettings settings, ForecastWish wish, List<SettingProblem> problems)
    {
        if (wish.Offsets is { } offsets && Numbers("offsets", offsets) is { } days)
        {
            settings = settings with { ReminderOffsets = days };
        }

        if (wish.Hour is { } hour)
        {
            if (TimeOnly.TryParseExact(hour, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            {
                settings = settings with { SendingHour = at };
            }
            else
            {
                problems.Add(new("hour", $"“{hour}”不是时刻，应如08:30", $"'{hour}' is no hour; write 08:30."));
            }
        }

        foreach (var text in wish.Quiet)
        {
            if (text.Split("..") is [var left, var right]
                && DateOnly.TryParseExact(left, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
                && DateOnly.TryParseExact(right, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to))
            {
                settings = settings with { QuietDays = settings.QuietDays.Add(new(from, to)) };
            }
            else
            {
                problems.Add(new("quiet", $"“{text}”应写作 2024-02-01..2024-02-05", $"'{text}' should be 2024-02-01..2024-02-05."));
            }
        }

        if (wish.Ladder is { } ladder && Numbers("ladder", ladder) is { } rungs)
        {
            if (rungs.Length > settings.Ladder.Rungs.Length)
            {
                problems.Add(new("ladder", $"阶梯只有{settings.Ladder.Rungs.Length}级", $"The ladder has {settings.Ladder.Rungs.Length} rungs only."));
            }
            else
            {
                settings = settings with { Ladder = new([.. rungs.Select((after, index) => settings.Ladder.Rungs[index] with { AfterWorkingDays = after })]) };
            }
        }

        problems.AddRange(settings.Validate());
        return settings;

        ImmutableArray<int>? Numbers(string part, string text)
        {
            var parts = text.Split([',', '，', '、', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.All(one => int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                return [.. parts.Select(one => int.Parse(one, CultureInfo.InvariantCulture))];
            }

            problems.Add(new(part, $"“{text}”应是用逗号隔开的天数", $"'{text}' should be days, with commas between."));
            return null;
        }
    }

    private async Task<ImmutableDictionary<Guid, Guid?>> PeopleAsync(ForecastWish wish, List<SettingProblem> problems, CancellationToken cancellationToken)
    {
        var people = ImmutableDictionary.CreateBuilder<Guid, Guid?>();
        foreach (var text in wish.People)
        {
            if (text.Split('=') is not [var left, var right] || await FindAsync(left) is not { } from)
            {
                problems.Add(new("person", $"“{text}”应写作 用户名=接手人用户名，离岗则等号后留空", $"'{text}' should be USER=SUCCESSOR, or USER= for somebody who leaves."));
                continue;
            }

            var to = right.Trim().Length == 0 ? null : await FindAsync(right);
            if (right.Trim().Length > 0 && to is null)
            {
                problems.Add(new("person", $"没有在岗的“{right}”", $"There is no active '{right}'."));
                continue;
            }

            people[from] = to;
        }

        return people.ToImmutable();

        async Task<Guid?> FindAsync(string name)
        {
            var (wanted, shown) = (name.Trim().ToUpperInvariant(), name.Trim());
            var found = await db.Users.AsNoTracking().Where(person => person.Active && (person.NormalizedUserName == wanted || person.DisplayName == shown))
                .Select(person => person.Id).Take(2).ToListAsync(cancellationToken);
            return found is [var id] ? id : null;
        }
    }
}
