using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>Turns the engine's descriptors into the designer's.</summary>
internal static class Shapes
{
    /// <summary>The type that stands for activities of types that are not known here.</summary>
    public const string NotFoundType = "Elsa.NotFoundActivity";

    /// <summary>Stands for activities of types that are not known here; never in the toolbox.</summary>
    public static ActivityShape NotFound() => new(
        NotFoundType, "Elsa", "NotFoundActivity", 1, Vocabulary.Category("System"), Vocabulary.Word("Not Found"),
        Vocabulary.Word("There is no such activity here; what it holds is kept as it is."), "Action", [], [], [], IsContainer: false, IsBrowsable: false, IsStart: false, IsTerminal: false);

    public static ActivityShape Of(ActivityDescriptor descriptor)
    {
        var dot = descriptor.Type.LastIndexOf('.');
        return new(
            descriptor.Type, dot > 0 ? descriptor.Type[..dot] : "", descriptor.ShortName, descriptor.Version, Vocabulary.Category(descriptor.Category),
            Vocabulary.Name(descriptor.ShortName, descriptor.DisplayName), Vocabulary.Sentence(descriptor.Description), descriptor.Kind,
            [.. descriptor.Inputs.Select((input, index) => Of(input, index))],
            [.. descriptor.Outputs.Select((output, index) => new OutputShape(
                output.Name, TypeNames.Of(output.Type), Vocabulary.Name(output.Name, output.DisplayName), Vocabulary.Sentence(output.Description ?? ""), index))],
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
            input.Name, TypeNames.Of(input.Type), Vocabulary.Name(input.Name, input.DisplayName), Vocabulary.Sentence(input.Description ?? input.DisplayName), order,
            hint, input.IsWrapped, input.DefaultSyntax, input.Default?.DeepClone(), specifications, input.AutoEvaluate);
    }
}
