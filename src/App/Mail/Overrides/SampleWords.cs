namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>Invented names and texts that samples of mails are written with.</summary>
internal sealed record SampleWords(
    string Sender, string Official, string Leader, string Unit, string Task, string Opinion, string[] Titles, string[] Sections)
{
    private static readonly SampleWords Chinese = new(
        "某镇巡察整改办公室", "李四", "张三", "某镇经管站", "落实整改措施", "材料不全，请补充分户明细。\n逐条落实后再次提交。",
        ["扶贫项目分红款催收不到位", "村级工程未按规定公开招标", "党支部组织生活不规范"],
        ["落实惠农政策方面", "工程项目管理方面", "基层党组织建设方面"]);

    private static readonly SampleWords English = new(
        "Rectification office of a town", "Li Si", "Zhang San", "Economic station", "Carry out the measures", "Papers are missing.\nPlease add the list by household and submit again.",
        ["Dividends of the poverty fund not collected", "Village works without a public tender", "Irregular party branch meetings"],
        ["Farm support", "Public works", "Party branches"]);

    public static SampleWords Of(string culture) => Messages.MailTemplates.LanguageOf(culture) == "en" ? English : Chinese;
}
