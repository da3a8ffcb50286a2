namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>One statement of the designer's contract about what breaks it, and how it is checked on our server's answers.</summary>
/// <param name="Number">E: an endpoint missing; D: malformed data; S: an error status on save.</param>
/// <param name="Section">Where the contract states it.</param>
/// <param name="Breaks">What breaks, and when.</param>
internal sealed record ContractCase(string Number, string Section, string Breaks, Func<ContractAnswers, Task> CheckAsync)
{
    public ContractCase(string number, string section, string breaks, Action<ContractAnswers> check)
        : this(number, section, breaks, answers =>
        {
            check(answers);
            return Task.CompletedTask;
        })
    {
    }
}
