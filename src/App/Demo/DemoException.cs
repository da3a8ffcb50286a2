namespace Rectify.Workflow.App.Demo;

/// <summary>The replay cannot go on; the message says at which point of the script and why.</summary>
public sealed class DemoException(string message) : InvalidOperationException(message);
