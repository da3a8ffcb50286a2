using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.Scripting;

/// <summary>POST scripting/javascript/type-definitions: what the JavaScript editor completes.</summary>
internal static partial class TypeDefinitions
{
    private const string Globals = """
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function getWorkflowInstanceId(): string;
        declare function getCorrelationId(): string;
        declare function setCorrelationId(value: string): void;
        declare function getWorkflowInstanceName(): string;
        declare function setWorkflowInstanceName(value: string): void;
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activityId: string, outputName?: string): any;
        declare function getLastResult(): any;
        declare function setOutcome(name: string): void;
        declare function setOutcomes(names: string[]): void;
        declare function isNullOrWhiteSpace(value: string): boolean;
        declare function isNullOrEmpty(value: string): boolean;
        declare function toJson(value: any): string;
        declare function parseGuid(value: string): string;
        declare function newGuid(): string;
        declare function newGuidString(): string;
        declare function newShortGuid(): string;
        declare function getGuidString(): string;
        declare function getShortGuid(): string;
        declare function stringToBase64(value: string): string;
        declare function stringFromBase64(value: string): string;
        /** The rectification item this instance is about. */
        interface RectificationItem { id: string; number: number; title: string; timeLimit: 'AtOnce' | 'Concentrated' | 'FixedDate' | 'LongTerm'; status: string; dueOn?: string; originalDueOn?: string; returnedCount: number; nextReviewOn?: string; }
        declare function getInput(name: 'Item'): RectificationItem;

        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("scripting/javascript/type-definitions/{definitionId}", async (
        string definitionId, HttpContext context, DefinitionQueries queries) =>
    {
        var row = await queries.FindAsync(definitionId, new(VersionKind.Latest), context.RequestAborted);
        var text = Globals + (row is null || DefinitionText.Read(row.Json) is not { } definition ? "" : Own(definition));
        return Results.File(Encoding.UTF8.GetBytes(text), "application/x-typescript", $"elsa.{definitionId}.d.ts");
    });

    // Names that are no identifiers can still be asked for by their name.
    private static string Own(JsonObject definition)
    {
        var text = new StringBuilder();
        var variables = Named(definition, "variables", "typeName").ToList();
        foreach (var (name, type) in variables)
        {
            text.Append(null, $"declare function get{Pascal(name)}(): {type};\ndeclare function set{Pascal(name)}(value: {type}): void;\n");
        }

        text.Append(null, $"declare const variables: {{ {string.Concat(variables.Select(one => $"{one.Name}: {one.Type}; "))}}};\n");
        foreach (var (name, type) in Named(definition, "inputs", "type"))
        {
            text.Append(null, $"declare function get{Pascal(name)}(): {type};\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, string Type)> Named(JsonObject definition, string list, string typeMember) =>
        (definition[list] as JsonArray ?? []).OfType<JsonObject>()
            .Select(one => (Name: one.Text("name") ?? "", Type: Script(one.Text(typeMember), one.Flag("isArray"))))
            .Where(one => Identifier().IsMatch(one.Name)).DistinctBy(one => Pascal(one.Name));

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Script(string? type, bool isList) => (type switch
    {
        "String" or "Guid" or "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeSpan" => "string",
        "Boolean" => "boolean",
        "Int32" or "Int64" or "Long" or "Single" or "Double" or "Decimal" => "number",
        _ => "any",
    }) + (isList ? "[]" : "");

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{N}_$]*$")]
    private static partial Regex Identifier();
}
