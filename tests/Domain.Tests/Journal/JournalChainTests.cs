using System.Text.Json;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.Domain.Tests.Journal;

public sealed class JournalChainTests
{
    private static readonly Guid Town = Guid.Parse("01920000-0000-7000-8000-000000000001");

    [Fact]
    public void A_line_is_canonical_whatever_order_and_blanks_the_particulars_were_stored_in()
    {
        var one = Fact(7, """{ "b" : [1, 2.50], "a" : "逾期\n\u0001\"" }""").Line(Town, 3, JournalChain.Start);
        var other = Fact(7, """{"a":"\u903e\u671f\n\u0001\u0022","b":[1,2.50]}""").Line(Town, 3, JournalChain.Start);

        Assert.Equal(one, other);
        Assert.Contains("""
            "data":{"a":"逾期\n\u0001\"","b":[1,2.50]}
            """, one, StringComparison.Ordinal);
        Assert.StartsWith("""{"at":"2024-01-02T00:30:00.0000000Z","by":""", one, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_of_a_known_line_is_what_any_SHA_256_gives() =>
        Assert.Equal(   // printf '{"a":1}' | sha256sum
            "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862", JournalChain.Digest("""{"a":1}"""));

    [Fact]
    public void An_untouched_export_verifies_to_its_head()
    {
        var lines = Export(5);
        var (fault, head) = Verify(lines);

        Assert.Null(fault);
        Assert.Equal((5, JournalFile.Read(lines[4])?.Sealed), (head.Position, head.Digest));
        Assert.Null(Verify(lines, head.Brief).Fault);
    }

    [Theory]
    [InlineData("\"n\":3", "\"n\":33", ChainBreak.Altered)]
    [InlineData("task.decided", "task.opened", ChainBreak.Altered)]
    [InlineData("\"position\":3", "\"position\":4", ChainBreak.Missing)]
    [InlineData("\"position\":3", "\"position\":2", ChainBreak.OutOfOrder)]
    [InlineData("01920000-0000-7000-8000-000000000001", "01920000-0000-7000-8000-000000000002", ChainBreak.OtherChain)]
    [InlineData("{\"at\"", "{\"at\":\"x\",\"at\"", ChainBreak.Unreadable)]
    [InlineData("\"digest\"", "\"digset\"", ChainBreak.Unreadable)]
    public void A_change_to_an_entry_is_found_at_that_entry(string from, string to, ChainBreak kind)
    {
        var lines = Export(5);
        lines[2] = lines[2].Replace(from, to, StringComparison.Ordinal);

        Assert.Equal(kind, Verify(lines).Fault?.Kind);
    }

    [Fact]
    public void An_entry_whose_digest_was_computed_anew_breaks_the_next_one()
    {
        var lines = Export(5);
        var forged = Fact(3, """{"n":99}""").Line(Town, 3, JournalFile.Read(lines[1])!.Sealed);
        lines[2] = JournalFile.Line(forged, JournalChain.Digest(forged));

        Assert.Equal(new ChainFault(ChainBreak.Unlinked, 4, 4), Verify(lines).Fault);
    }

    [Fact]
    public void Dropped_swapped_and_repeated_entries_are_found()
    {
        var lines = Export(5);

        Assert.Equal(new ChainFault(ChainBreak.Missing, 3, 4), Verify([.. lines[..2], .. lines[3..]]).Fault);
        Assert.Equal(new ChainFault(ChainBreak.Missing, 2, 3), Verify([lines[0], lines[2], lines[1], .. lines[3..]]).Fault);
        Assert.Equal(new ChainFault(ChainBreak.OutOfOrder, 2, 2), Verify([.. lines[..2], lines[1], .. lines[2..]]).Fault);
        Assert.Equal(new ChainFault(ChainBreak.Missing, 1, 2), Verify(lines[1..]).Fault);
    }

    [Fact]
    public void Dropped_newest_entries_and_a_chain_written_anew_are_found_by_a_head_from_a_mail_or_paper()
    {
        var lines = Export(5);
        var noted = Verify(lines).Head.Brief;
        var anew = Export(5, "forged");

        Assert.Null(Verify(lines[..4]).Fault);   // by itself the rest is whole
        Assert.Equal(new ChainFault(ChainBreak.HeadMissing, 5, null), Verify(lines[..4], noted).Fault);
        Assert.Equal(new ChainFault(ChainBreak.HeadDiffers, 5, 5), Verify(anew, noted).Fault);
    }

    [Theory]
    [InlineData("128-9f2a41c07be3", true)]
    [InlineData(" 128:9F2A41C07BE3 ", true)]
    [InlineData("128-9f2a41c07be", false)]
    [InlineData("0-9f2a41c07be3", false)]
    [InlineData("-1-9f2a41c07be3", false)]
    [InlineData("128-9f2a41c07bez", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_noted_head_is_a_position_and_at_least_twelve_digits(string? text, bool good) =>
        Assert.Equal(good, HeadNote.Parse(text) is { Position: 128, Digits: "9f2a41c07be3" });

    [Fact]
    public void Particulars_that_are_no_JSON_are_covered_as_text()
    {
        var line = Fact(1, "{broken").Line(Town, 1, JournalChain.Start);
        using var document = JsonDocument.Parse(line);

        Assert.Equal("{broken", document.RootElement.GetProperty("data").GetString());
    }

    [Fact]
    public void Half_a_surrogate_pair_stays_as_it_was_written()
    {
        var line = Fact(1, """{"a":"\ud800"}""").Line(Town, 1, JournalChain.Start);

        Assert.Contains("""{"a":"\ud800"}""", line, StringComparison.Ordinal);
        Assert.NotNull(JournalFile.Read(JournalFile.Line(line, JournalChain.Digest(line))));
    }

    private static (ChainFault? Fault, ChainHead Head) Verify(string[] lines, params string[] notes)
    {
        var check = new ChainCheck(Town, [.. notes.Select(HeadNote.Parse).OfType<HeadNote>()]);
        foreach (var (line, index) in lines.Select((line, index) => (line, index)))
        {
            var fault = JournalFile.Read(line) is { } entry
                ? check.Next(entry)
                : new(ChainBreak.Unreadable, index + 1, null);
            if (fault is not null)
            {
                return (fault, check.Head);
            }
        }

        return (check.End(), check.Head);
    }

    private static string[] Export(int count, string kind = "task.decided")
    {
        var lines = new List<string>();
        var previous = JournalChain.Start;
        for (var position = 1; position <= count; position++)
        {
            var line = (Fact(position, $$"""{"n":{{position}}}""") with { Kind = kind }).Line(Town, position, previous);
            previous = JournalChain.Digest(line);
            lines.Add(JournalFile.Line(line, previous));
        }

        return [.. lines];
    }

    private static JournalFact Fact(long id, string data) => new(
        id, new(2024, 1, 2, 8, 30, 0, TimeSpan.FromHours(8)), "task.decided", Town, null, Town, null, null, "step", data);
}
