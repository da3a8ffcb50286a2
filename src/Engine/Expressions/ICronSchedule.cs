namespace Rectify.Workflow.Engine.Expressions;

/// <summary>The seam for cron expressions, which need a package and the town's zone.</summary>
public interface ICronSchedule
{
    /// <summary>Tells what is wrong with the expression; null when it parses.</summary>
    string? Check(string expression);

    /// <summary>The first instant after another that fits; null when there is none. Throws <see cref="ExpressionException"/> for what does not parse.</summary>
    DateTimeOffset? Next(string expression, DateTimeOffset after);
}
