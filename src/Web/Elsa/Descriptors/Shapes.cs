using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>Turns the engine's descriptors into the designer's.</summary>
internal static class Shapes
{
    /// <summary>Stands for activities of types that are not known here; never in the toolbox.</summary>
    public static ActivityShape NotFound { get; } = new(
        "Elsa.NotFoundActivity", "Elsa", "NotFoundActivity", 1, "System", "NotFound", "", "Action", [], [], [], IsContainer: false, IsBrowsable: false,
        IsStart: false, IsTerminal: false);

    public static ActivityShape Of(ActivityDescriptor descriptor)
    {
        var dot = descriptor.Type.LastIndexOf('.');
        return new(
            descriptor.Type, dot > 0 ? descriptor.Type[..dot] : "", descriptor.ShortName, descriptor.Version, Vocabulary.Category(descriptor.Category),
            Words.IsEnglish ? Spaced(descriptor.ShortName) : descriptor.DisplayName, descriptor.Description, descriptor.Kind,
            [.. descriptor.Inputs.Select((input, index) => Of(input, index))],
            [.. descriptor.Outputs.Select((output, index) => new OutputShape(
                output.Name, TypeNames.Of(output.Type), Words.IsEnglish ? Spaced(output.Name) : output.DisplayName, output.Description ?? "", index))],
            [
                .. descriptor.Outcomes.Select(port => new PortShape(port, Vocabulary.Port(port), "Flow")),
                .. descriptor.EmbeddedPorts.Select(port => new PortShape(port, Vocabulary.Port(port), "Embedded")),
            ],
            descriptor.IsContainer, descriptor.IsBrowsable && descriptor.Hosted, descriptor.Type == "Elsa.Start", descriptor.IsTerminal);
    }

    private static InputShape Of(InputDescriptor input, int order)
    {
        var (hint, specifications) = Editors.Of(input);
        return new(
            input.Name, TypeNames.Of(input.Type), Words.IsEnglish ? Spaced(input.Name) : input.DisplayName, input.Description ?? input.DisplayName, order,
            hint, input.IsWrapped, input.DefaultSyntax, input.Default?.DeepClone(), specifications, input.AutoEvaluate);
    }

    private static string Spaced(string name) => string.Concat(name.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) && !char.IsUpper(name[index - 1]) ? $" {letter}" : letter.ToString()));
}
