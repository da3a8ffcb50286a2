using System.Text;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Items;


namespace Rectify.Workflow.App.Tests.Import;

/// <summary>Reading a round file: the sample's figures, and every kind of mistake told with its place.</summary>
public sealed class RoundFileReaderTests
{
    private static readonly int[] MeasuresPerItem =
        [5, 3, 3, 4, 3, 2, 5, 2, 3, 5, 3, 3, 4, 4, 4, 3, 3, 3, 4, 3, 3, 4, 4, 3, 3, 3];

    private static RoundFile Sample
    {
        get
        {
            var reading = RoundFileReader.Read(SampleRound.Bytes());
            Assert.Empty(reading.Problems);
            return Assert.IsType<RoundFile>(reading.File);
        }
    }

    [Fact]
    public void The_sample_has_the_figures_of_the_notice()
    {
        var file = Sample;
        Assert.Equal(new RoundFileCounts(4, 9, 26, 89, 17), file.Contains);
        Assert.Equal(Enumerable.Range(1, 26), file.Items.Select(item => item.Number));
        Assert.Equal(MeasuresPerItem, file.Items.Select(item => item.Measures.Count));
        Assert.Equal(new DateOnly(2023, 3, 14), file.Round.FeedbackOn);
        Assert.Equal(5, file.Round.Inspected.Count);
    }

    [Fact]
    public void The_declared_figures_are_kept_although_they_do_not_agree()
    {
        var declared = Sample.Declared;
        Assert.Equal((26, 84, 106), (declared["townItems"], declared["villageItems"], declared["tasks"]));
        Assert.NotEqual(declared["tasks"], declared["townItems"] + declared["villageItems"]);
        Assert.Equal(declared["tasks"], declared["done"] + declared["goingOn"]);
    }

    [Fact]
    public void The_published_statuses_are_folded_as_counted()
    {
        var counts = Sample.Items.CountBy(item => item.Published!.Status).ToDictionary();
        Assert.Equal(20, counts[PublishedStatus.StageResultKeptUp]);
        Assert.Equal(4, counts[PublishedStatus.DoneInPeriod]);
        Assert.Equal(1, counts[PublishedStatus.DoneAtOnce]);
        var going = Assert.Single(Sample.Items, item => item.Published!.Status is PublishedStatus.GoingOn);
        Assert.Equal((5, new DateOnly(2023, 12, 31)), (going.Number, going.Published!.DueOn!.Value));
        Assert.Equal(TimeLimitKind.AtOnce, Sample.Items.Single(item => item.Published!.Status is PublishedStatus.DoneAtOnce).TimeLimit);
    }

    [Fact]
    public void The_odd_places_of_the_notice_are_kept()
    {
        var file = Sample;
        var last = file.Items[25];
        Assert.Equal((4, null, null), (last.Place.SectionNo, last.Place.HeadingNo, last.Mark));
        var misprint = file.Items[20];
        Assert.Equal((3, 2, "1."), (misprint.Place.SectionNo, misprint.Place.HeadingNo!.Value, misprint.Mark));
        var atLeast = file.Items.SelectMany(item => item.Amounts).Where(amount => amount.AtLeast).Select(amount => amount.Yuan);
        Assert.Equal([500_000m, 70_000m, 70_000m, 3_000_000m], atLeast);
        Assert.Equal(31_295.56m, file.Items[7].Amounts[4].Yuan);
        Assert.Equal(147_574.5m, Assert.Single(file.Items[12].Amounts).Yuan);
    }

    [Theory]
    [InlineData("format", "\"other\"", "$.format")]
    [InlineData("version", "2", "$.version")]
    [InlineData("contains.items", "27", "$.contains.items")]
    [InlineData("contains.measures", "\"89\"", "$.contains.measures")]
    [InlineData("round.feedbackOn", "\"14.3.2023\"", "$.round.feedbackOn")]
    [InlineData("round.town", "\"nowhere\"", "$.round.town")]
    [InlineData("round.inspected[1]", "\"xuzhuang\"", "$.round.inspected[1]")]
    [InlineData("round.settings.concentratedMonths", "99", "$.round.settings.concentratedMonths")]
    [InlineData("round.settings.zoneId", "\"Mars/Base\"", "$.round.settings.zoneId")]
    [InlineData("round.settings.sendingHour", "\"8.30\"", "$.round.settings.sendingHour")]
    [InlineData("units[2].parent", "\"nowhere\"", "$.units[2].parent")]
    [InlineData("units[2].kind", "\"ministry\"", "$.units[2].kind")]
    [InlineData("people[0].roles[0]", "\"Boss\"", "$.people[0].roles[0]")]
    [InlineData("people[1].mail", "\"nobody\"", "$.people[1].mail")]
    [InlineData("people[1].key", "\"administrator\"", "$.people[1].key")]
    [InlineData("people[1].culture", "\"fr\"", "$.people[1].culture")]
    [InlineData("sections[1].no", "7", "$.sections[1].no")]
    [InlineData("sections[0].headings[0].items[0].number", "2", "$.sections[0].headings[0].items[1].number")]
    [InlineData("sections[0].headings[0].items[0].title", "\" \"", "$.sections[0].headings[0].items[0].title")]
    [InlineData("sections[0].headings[0].items[0].title", "null", "$.sections[0].headings[0].items[0].title")]
    [InlineData("sections[0].headings[0].items[0].titel", "\"x\"", "$.sections[0].headings[0].items[0].titel")]
    [InlineData("sections[0].headings[0].items[0].timeLimit", "\"Someday\"", "$.sections[0].headings[0].items[0].timeLimit")]
    [InlineData("sections[0].headings[0].items[0].timeLimit", "\"FixedDate\"", "$.sections[0].headings[0].items[0].dueOn")]
    [InlineData("sections[0].headings[0].items[0].dueOn", "\"2023-05-05\"", "$.sections[0].headings[0].items[0].dueOn")]
    [InlineData("sections[0].headings[0].items[0].duty.responsiblePerson", "\"reader\"",
        "$.sections[0].headings[0].items[0].duty.responsiblePerson")]
    [InlineData("sections[0].headings[0].items[0].duty.leadUnit", "5", "$.sections[0].headings[0].items[0].duty.leadUnit")]
    [InlineData("sections[0].headings[0].items[0].concerns", "{}", "$.sections[0].headings[0].items[0].concerns")]
    [InlineData("sections[0].headings[0].items[0].dates[0].on", "\"2023-13\"", "$.sections[0].headings[0].items[0].dates[0].on")]
    [InlineData("sections[0].headings[1].items[1].amounts[0].yuan", "-1", "$.sections[0].headings[1].items[1].amounts[0].yuan")]
    [InlineData("sections[0].headings[1].items[1].amounts[0].where", "\"pocket\"", "$.sections[0].headings[1].items[1].amounts[0].where")]
    [InlineData("sections[0].headings[2].items[2].amounts[0].atLeast", "1", "$.sections[0].headings[2].items[2].amounts[0].atLeast")]
    public void A_mistake_is_told_with_its_place(string member, string json, string expected)
    {
        var root = JsonNode.Parse(SampleRound.Bytes())!;
        Replace(root, member, json);
        var reading = RoundFileReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString()));
        Assert.Null(reading.File);
        Assert.Contains(expected, reading.Problems.Select(problem => problem.Path));
        Assert.All(reading.Problems, problem => Assert.Matches("[\u4e00-\u9fff].*。.*[a-z].*", problem.Message));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var root = JsonNode.Parse(SampleRound.Bytes())!;
        Replace(root, "round.town", "\"nowhere\"");
        Replace(root, "sections[0].title", "7");
        Replace(root, "sections[3].items[0].measures[1].no", "5");
        var paths = RoundFileReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString())).Problems.Select(problem => problem.Path);
        Assert.Equal(["$.round.town", "$.sections[0].title", "$.sections[3].items[0].measures[1].no"], paths);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"format\": \"rectify-round\", \"format\": \"rectify-round\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void What_is_no_round_file_is_refused_as_a_whole(string text) =>
        Assert.Equal("$", Assert.Single(RoundFileReader.Read(Encoding.UTF8.GetBytes(text)).Problems).Path);

    [Fact]
    public void A_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not()
    {
        var text = Encoding.UTF8.GetString(SampleRound.Bytes());
        Assert.NotEmpty(RoundFileReader.Read(Encoding.Latin1.GetBytes("{\"format\":\"r\u00e9\"}")).Problems);
        Assert.NotEmpty(RoundFileReader.Read(Encoding.Unicode.GetBytes(text)).Problems);
        Assert.Empty(RoundFileReader.Read((byte[])[.. Encoding.UTF8.Preamble, .. SampleRound.Bytes()]).Problems);
    }

    // Members and elements by a path such as a.b[1].c; a member that is absent is added.
    private static void Replace(JsonNode root, string path, string json)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var node = root;
        foreach (var step in steps.SkipLast(1))
        {
            node = step.StartsWith('[') ? node![int.Parse(step.Trim('[', ']'), null)] : node![step];
        }

        var last = steps[^1];
        if (last.StartsWith('['))
        {
            node![int.Parse(last.Trim('[', ']'), null)] = JsonNode.Parse(json);
        }
        else
        {
            node![last] = JsonNode.Parse(json);
        }
    }
}
