namespace Rectify.Workflow.Web.Elsa.Features;

/// <summary>Which optional parts of the designer to switch on: only what is really there.</summary>
internal static class Installed
{
    private static readonly Feature[] Features =
    [
        new("Elsa", "RealTimeWorkflowUpdates", "Real-time updates", "Tells viewers of an instance when it goes on"),
    ];

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("features/installed", () => new ElsaList<Feature>(Features));
        routes.MapGet("package/version", () => new Package("3.8.2"));
        routes.MapGet("features/installed/{fullName}", (string fullName) =>
            Array.Find(Features, feature => feature.FullName == fullName) is { } feature
                ? Results.Ok(feature)
                : Results.StatusCode(StatusCodes.Status404NotFound));
    }

    // The designer this contract was tried with; nobody decides anything by it.
    private sealed record Package(string PackageVersion);

    private sealed record Feature(string Namespace, string Name, string DisplayName, string Description)
    {
        public string FullName => $"{Namespace}.{Name}";
    }
}
