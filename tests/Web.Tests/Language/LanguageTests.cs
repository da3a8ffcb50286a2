using System.Net;
using System.Text.RegularExpressions;
using Rectify.Workflow.Web.Language;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Language;

public sealed partial class LanguageTests(WebWorld world)
{
    [Fact]
    public async Task The_interface_is_chinese_until_somebody_switches_it_and_then_back()
    {
        using var visitor = new Visitor(world.Address);
        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en-US");

        var first = await visitor.ReadAsync("/sign-in");
        using var switched = await visitor.GetAsync("/language/en?return=%2Fsign-in");
        var english = await visitor.ReadAsync("/sign-in");
        using var back = await visitor.GetAsync("/language/zh-CN?return=%2Fsign-in");
        var chinese = await visitor.ReadAsync("/sign-in");

        Assert.Contains("<html lang=\"zh-CN\">", first, StringComparison.Ordinal);
        Assert.Equal("/sign-in", switched.Headers.Location?.ToString());
        Assert.Contains("<html lang=\"en\">", english, StringComparison.Ordinal);
        Assert.Contains("Sign in", english, StringComparison.Ordinal);
        Assert.Contains("登录", chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_english_pages_hold_no_chinese_of_their_own()
    {
        using var visitor = await world.VisitAsync("administrator");
        using var switched = await visitor.GetAsync("/language/en?return=%2F");

        foreach (var path in new[] { "/tasks", "/people/new", "/account/password", "/link-expired" })
        {
            var page = await visitor.ReadAsync(path);
            // The choices are data: names of units, and the languages in their own words.
            var own = Choices().Replace(page[page.IndexOf("<main", StringComparison.Ordinal)..], "");
            Assert.DoesNotMatch(Chinese(), own);
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("")]
    public async Task The_switch_leads_back_into_this_site_only(string wanted)
    {
        using var visitor = new Visitor(world.Address);

        using var answer = await visitor.GetAsync($"/language/en?return={Uri.EscapeDataString(wanted)}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public void Every_text_of_the_pages_has_its_english_and_no_english_is_left_over()
    {
        var texts = Sources().SelectMany(TextsOf).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(texts.Except(Words.English.Keys).Order());
        Assert.Empty(Words.English.Keys.Except(texts).Order());
        Assert.DoesNotContain(Words.English.Values, english => Chinese().IsMatch(english));
    }

    [Fact]
    public void Both_languages_of_a_text_have_the_same_places_to_fill() => Assert.All(Words.English, text => Assert.Equal(
        Places().Matches(text.Key).Select(match => match.Value).Order(), Places().Matches(text.Value).Select(match => match.Value).Order()));

    private static IEnumerable<string> Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rectify.Workflow.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Directory.EnumerateFiles(Path.Combine(folder.FullName, "src", "Web"), "*.cs*", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && path.EndsWith(".cs", StringComparison.Ordinal) | path.EndsWith(".cshtml", StringComparison.Ordinal)
                && !path.EndsWith("Show.cs", StringComparison.Ordinal))
            .Append(Path.Combine(folder.FullName, "src", "Domain", "Papers", "PaperKind.cs"));
    }

    // A text is a string literal with Chinese in it; single characters are numerals and parts of numbers.
    private static IEnumerable<string> TextsOf(string path) => File.ReadLines(path)
        .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("Numerals", StringComparison.Ordinal)
            && !line.Contains("CreateInvariant", StringComparison.Ordinal))
        .SelectMany(line => Literal().Matches(line)).Select(match => match.Groups["text"].Value).Where(text => Chinese().IsMatch(text));

    [GeneratedRegex("\"(?<text>[^\"\\\\\n]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Places();

    [GeneratedRegex("<option.*?</option>", RegexOptions.Singleline)]
    private static partial Regex Choices();
}
