using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Rectify.Workflow.Web.Pages;

/// <summary>Which page of a long list is shown, and where its neighbours are.</summary>
public sealed record Pager(int Number, int Count, string Path, IQueryCollection Query)
{
    /// <summary>Clips the page the query names to what there is. No property binds it: Razor Pages have a route value of that name.</summary>
    public static Pager For(HttpRequest request, int rows, int pageSize)
    {
        ArgumentNullException.ThrowIfNull(request);
        var count = Math.Max(1, (rows + pageSize - 1) / pageSize);
        var wanted = int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        return new Pager(Math.Clamp(wanted, 1, count), count, request.Path, request.Query);
    }

    /// <summary>The same list at another page, its filters kept.</summary>
    public string UrlOf(int number) => With(("page", number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The same list with some parts of the query changed; null takes a part away.</summary>
    public string With(params ReadOnlySpan<(string Key, string? Value)> changes)
    {
        var parts = Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            parts[key] = value ?? "";
        }

        return QueryHelpers.AddQueryString(Path, parts.Where(part => part.Value.Length > 0)
            .Select(part => KeyValuePair.Create(part.Key, (string?)part.Value)));
    }
}
