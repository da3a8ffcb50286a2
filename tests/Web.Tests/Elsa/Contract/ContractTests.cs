namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>The table of the contract's cases, executed over every definition in the suite (<see cref="ContractTable"/>).</summary>
public sealed class ContractTests(ContractAnswers answers) : IClassFixture<ContractAnswers>
{
    public static TheoryData<string, string> Endpoints => Data(ContractTable.Endpoints);

    public static TheoryData<string, string> Malformed => Data(ContractTable.Data);

    public static TheoryData<string, string> Statuses => Data(ContractTable.Statuses);

    [Theory, MemberData(nameof(Endpoints))]
    public Task The_endpoint_is_there(string number, string breaks) => CheckAsync(ContractTable.Endpoints, number, breaks);

    [Theory, MemberData(nameof(Malformed))]
    public Task The_data_is_whole(string number, string breaks) => CheckAsync(ContractTable.Data, number, breaks);

    [Theory, MemberData(nameof(Statuses))]
    public Task The_refusal_can_be_shown(string number, string breaks) => CheckAsync(ContractTable.Statuses, number, breaks);

    [Fact]
    public Task Definitions_changed_at_random_are_saved_published_and_run_or_refused_with_messages() => FuzzedSaves.RunAsync(answers);

    [Fact]
    public void The_definitions_at_hand_are_ours_one_of_each_type_and_elsas_where_present()
    {
        Assert.Superset(new HashSet<string> { "rectification.json", "general-task.json", "contract-all" }, answers.Definitions.Select(drawn => drawn.Name).ToHashSet());
        Assert.All(answers.Descriptors.Where(descriptor => (string?)descriptor["customProperties"]!["RootType"] != "WorkflowDefinitionActivity"), descriptor =>
            Assert.Contains(answers.Definitions, drawn => drawn.Name == $"contract-{((string)descriptor["typeName"]!).Replace('.', '-')}-{descriptor["version"]}"));
        Assert.True(answers.Runs.Count > 25, $"Only {answers.Runs.Count} instances ran.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{answers.Definitions.Count} definitions, {answers.Descriptors.Count} descriptors, {answers.Published.Count(one => (int)one.Status == 200)} published, {answers.Runs.Count} instances.");
    }

    private static TheoryData<string, string> Data(IReadOnlyList<ContractCase> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (var one in cases)
        {
            data.Add(one.Number, $"{one.Section}: {one.Breaks}");
        }

        return data;
    }

    private async Task CheckAsync(IReadOnlyList<ContractCase> cases, string number, string breaks)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(breaks);
        await cases.Single(one => one.Number == number).CheckAsync(answers);
    }
}
