using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Writes a line (写一行).</summary>
internal sealed class WriteLine : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WriteLine", "Console", "写一行", "写出一行文字。")
    {
        Inputs = [new("Text", ValueType.Text, "文字", "写入执行记录的一行文字。")],
    };

    public override void Execute(ActivityTurn turn) => turn.Add(new Effect.WriteLine(turn.Node.Id, turn.Text("Text") ?? ""));
}
