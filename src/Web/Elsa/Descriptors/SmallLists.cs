using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>The short lists the designer asks for when it opens. What a definition stores none of, the first entry stands for.</summary>
internal static class SmallLists
{
    private static readonly (string Type, string? Language, bool Browsable)[] Expressions =
    [
        ("Literal", null, false), ("Object", "json", false), ("Json", "json", false), ("Variable", null, true), ("Input", null, true),
        ("JavaScript", "javascript", true), ("Liquid", "liquid", true),
    ];

    private static readonly (string TypeName, string Name, string Description)[] Activations =
    [
        ("Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core", "总是", "每次都可以启动新的流程实例。"),
        ("Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime", "单例", "同一流程已有运行中的实例时不再启动。"),
        ("Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime", "按关联标识", "任何流程已有相同关联标识的运行中实例时不再启动。"),
        ("Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime", "按关联标识单例", "同一流程已有相同关联标识的运行中实例时不再启动。"),
    ];

    private static readonly (string TypeName, string Name, string Description)[] Incidents =
    [
        ("FaultStrategy", "停止流程", "活动出错时整个流程停下，等管理员处理。"),
        ("ContinueWithIncidentsStrategy", "其他分支继续", "记录异常，其他分支继续执行。"),
    ];

    private static readonly (string TypeName, string Name, string Description)[] LogPersistence =
    [
        ("Elsa.Workflows.LogPersistence.Strategies.Inherit, Elsa.Workflows.Core", "继承", "按上一级的设置。"),
        ("Elsa.Workflows.LogPersistence.Strategies.Include, Elsa.Workflows.Core", "记录", "记录活动的输入和输出。"),
        ("Elsa.Workflows.LogPersistence.Strategies.Exclude, Elsa.Workflows.Core", "不记录", "不记录活动的输入和输出。"),
        ("Elsa.Workflows.LogPersistence.Strategies.Configuration, Elsa.Workflows.Core", "按系统设置", "按系统的缺省设置。"),
    ];

    // They stay with the definition, for servers that heed them.
    private const string CommitNote = "随定义保存，供其他 Elsa 服务器使用；本系统在每一步结束时一并保存。";

    private static readonly (string Name, string DisplayName)[] WorkflowCommits =
    [
        ("WorkflowExecuting", "流程执行前提交"),
        ("WorkflowExecuted", "流程执行后提交"),
        ("ActivityExecuting", "每个活动执行前提交"),
        ("ActivityExecuted", "每个活动执行后提交"),
    ];

    private static readonly (string Name, string DisplayName)[] ActivityCommits =
    [
        ("CommitAlways", "执行前后都提交"),
        ("CommitNever", "以后再提交"),
        ("Executing", "执行前提交"),
        ("Executed", "执行后提交"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("descriptors/expression-descriptors", (Words words) => new ElsaList<ExpressionShape>([.. Expressions.Select(one => new ExpressionShape(
            one.Type, one.Type switch { "Variable" => words["变量"], "Input" => words["输入"], _ => one.Type }, one.Browsable,
            one.Language is { } language ? new() { ["MonacoLanguage"] = language } : []))]));
        routes.MapGet("descriptors/workflow-activation-strategies", (Words words) => Named(Activations, words));
        routes.MapGet("descriptors/incident-strategies", (Words words) => Named(Incidents, words));
        routes.MapGet("descriptors/log-persistence-strategies", (Words words) => Named(LogPersistence, words));
        routes.MapGet("descriptors/commit-strategies/workflows", (Words words) => Commits(WorkflowCommits, words));
        routes.MapGet("descriptors/commit-strategies/activities", (Words words) => Commits(ActivityCommits, words));
        routes.MapGet("descriptors/storage-drivers", (Words words) => new ElsaList<StorageDriver>(
            [new("Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", words["流程实例"], 5, false)]));
        routes.MapGet("descriptors/variables", () => new ElsaList<TypeShape>(
            [.. Vocabulary.Types.Select(type => new TypeShape(type.TypeName, type.DisplayName, type.Category, ""))]));
        // A later designer asks for more lists when it opens; an empty one keeps it alive.
        routes.MapGet("descriptors/{**rest}", () => new ElsaList<object>([]));
    }

    private static ElsaList<StrategyShape> Named(IEnumerable<(string TypeName, string Name, string Description)> entries, Words words) =>
        new([.. entries.Select(entry => new StrategyShape(entry.TypeName, words[entry.Name], words[entry.Description]))]);

    private static ElsaList<CommitShape> Commits(IEnumerable<(string Name, string DisplayName)> entries, Words words) =>
        new([.. entries.Select(entry => new CommitShape(entry.Name, words[entry.DisplayName], words[CommitNote]))]);

    private sealed record ExpressionShape(string Type, string DisplayName, bool IsBrowsable, JsonObject Properties)
    {
        public bool IsSerializable { get; init; } = true;
    }

    private sealed record StrategyShape(string TypeName, string DisplayName, string Description);

    private sealed record CommitShape(string Name, string DisplayName, string Description);

    private sealed record StorageDriver(string TypeName, string DisplayName, double Priority, bool Deprecated);

    private sealed record TypeShape(string TypeName, string DisplayName, string Category, string Description);
}
