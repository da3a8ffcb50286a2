using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Tests;

public sealed class WallsTests
{
    [Fact]
    public void The_engine_references_only_the_base_library() =>
        Assert.All(typeof(Interpreter).Assembly.GetReferencedAssemblies(), used => Assert.StartsWith("System.", used.Name, StringComparison.Ordinal));
}
