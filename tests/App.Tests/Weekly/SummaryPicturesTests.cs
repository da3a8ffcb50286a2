using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.App.Weekly.Pictures;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;
using SkiaSharp;

namespace Rectify.Workflow.App.Tests.Summaries;

public sealed class SummaryPicturesTests
{
    private static readonly DateOnly Day = new(2024, 3, 4);

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void The_ground_is_light_and_opaque_to_the_edge(string culture)
    {
        var words = SummaryWords.Of(culture);
        var figures = Figures(26);
        foreach (var png in new[] { SummaryPictures.Status(figures.All, words), SummaryPictures.Trend(figures, words) })
        {
            using var picture = SKBitmap.Decode(png);

            Assert.Equal(2 * SummaryPictures.Width, picture.Width);
            Assert.InRange(png.Length, 2_000, 150_000);
            Assert.All(Edge(picture), dot => Assert.Equal(SKColor.Parse(Canvas.Ground), dot));
            Assert.True(picture.Pixels.All(dot => dot.Alpha == 255), "A dot lets the ground of the mail program through.");
        }
    }

    [Fact]
    public void Every_state_that_has_items_is_seen_in_its_colour()
    {
        using var picture = SKBitmap.Decode(SummaryPictures.Trend(Figures(26), SummaryWords.Chinese));
        var dots = picture.Pixels.ToHashSet();

        Assert.All(new[] { Canvas.Closed, Canvas.LongTerm, Canvas.UnderWay, Canvas.Overdue }, colour => Assert.Contains(SKColor.Parse(colour), dots));
    }

    [Fact]
    public void The_font_has_every_letter_of_the_pictures_in_both_languages()
    {
        foreach (var words in new[] { SummaryWords.Chinese, SummaryWords.English })
        {
            string[] texts =
            [
                words.StatusTitle, words.Trend(SummaryRhythm.Weekly), words.Trend(SummaryRhythm.Monthly), words.Items, words.ShortDay(Day), "0123456789.,%（）/",
                .. SummaryPictures.StatesOf(Figures(1).All, words).Select(state => state.Name), words.Going,
            ];
            Assert.All(texts, text => Assert.True(Canvas.Knows(text), $"The font lacks a letter of {text}."));
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(26, 28)]
    [InlineData(29, 40)]
    [InlineData(1_001, 1_200)]
    [InlineData(1_000_000, 1_200_000)]
    public void The_scale_ends_with_a_round_number_that_four_lines_divide(int count, int top)
    {
        Assert.Equal(top, SummaryPictures.Ceiling(count));
        Assert.Equal(0, SummaryPictures.Ceiling(count) % 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(1_234_567)]
    public void They_are_drawn_however_many_items_there_are(int items)
    {
        var tally = new Tally(items, items / 4, items / 4, items - items / 4 * 2, items / 8) { InReview = items / 16 };
        var figures = Figures(1) with { All = tally, Trend = [new(Day, tally)] };
        Keep($"status-{items}", SummaryPictures.Status(tally, SummaryWords.Chinese));
        Keep($"trend-{items}", SummaryPictures.Trend(figures, SummaryWords.Chinese));
        if (items == 26)
        {
            Keep("trend", SummaryPictures.Trend(Figures(26), SummaryWords.Chinese));
            Keep("trend-en", SummaryPictures.Trend(Figures(26), SummaryWords.English));
            Keep("status-en", SummaryPictures.Status(Figures(26).All, SummaryWords.English));
        }

        // To be looked at: RECTIFY_KEEP_PICTURES names a folder.
        static void Keep(string name, byte[] png)
        {
            Assert.NotEmpty(png);
            if (Environment.GetEnvironmentVariable("RECTIFY_KEEP_PICTURES") is { Length: > 0 } folder)
            {
                File.WriteAllBytes(Path.Combine(folder, name + ".png"), png);
            }
        }
    }

    private static IEnumerable<SKColor> Edge(SKBitmap picture) =>
        Enumerable.Range(0, picture.Width).SelectMany(x => new[] { picture.GetPixel(x, 0), picture.GetPixel(x, picture.Height - 1) })
            .Concat(Enumerable.Range(0, picture.Height).SelectMany(y => new[] { picture.GetPixel(0, y), picture.GetPixel(picture.Width - 1, y) }));

    private static WeeklyFigures Figures(int items)
    {
        var town = new TownTime(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), new(8, 30));
        var start = town.SendingInstant(new(2023, 12, 1));
        var rows = Enumerable.Range(1, items).Select(number => new WeeklyRow(ItemId.New(start), number, "整改", ItemStatus.Implementing, new(2024, 1, 31))
        {
            StatusChanges =
            [
                new(start, ItemStatus.Implementing),
                .. number % 4 == 0 ? [new StatusChange(start.AddDays(5 * number), ItemStatus.LongTerm)] : Array.Empty<StatusChange>(),
                .. number % 4 == 1 ? [new StatusChange(start.AddDays(4 * number), ItemStatus.Closed)] : Array.Empty<StatusChange>(),
                .. number % 8 == 2 ? [new StatusChange(start.AddDays(3 * number), ItemStatus.Verifying)] : Array.Empty<StatusChange>(),
            ],
            DueChanges = number % 8 == 6 ? [new() { From = new(2023, 12, 31), To = new(2024, 1, 31), GrantedOn = new(2023, 12, 20), GrantedAt = start.AddDays(19), Kind = DueChangeKind.Extension }] : [],
        }).ToList();
        return WeeklyFigures.Of(rows, SummarySpan.Of(SummaryRhythm.Weekly, new(Day, town.SendingInstant(Day)), new(2023, 3, 14), town, WorkingCalendars.Shipped));
    }
}
