namespace Rectify.Workflow.App.Demo;

/// <summary>The round of 2023 (ops/samples/round-2023.json), carried inside the product so that the demo needs no file.</summary>
public static class SampleRound
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Bytes()
    {
        using var stream = typeof(SampleRound).Assembly.GetManifestResourceStream("round-2023.json")
            ?? throw new InvalidOperationException("The sample round is missing from this build; App.csproj embeds it.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
