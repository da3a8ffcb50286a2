using Microsoft.AspNetCore.WebUtilities;

namespace Rectify.Workflow.Web.Pages;

/// <summary>Which page of a long list is shown, and where its neighbours are.</summary>
public sealed record Pager(int Number, int Count, string Path, IQueryCollection Query)
{
    /// <summary>Clips the wanted page to what there is.</summary>
    public static Pager For(HttpRequest request, int wanted, int rows, int pageSize)
    {
        ArgumentNullException.ThrowIfNull(request);
        var count = Math.Max(1, (rows + pageSize - 1) / pageSize);
        return new Pager(Math.Clamp(wanted, 1, count), count, request.Path, request.Query);
    }

    /// <summary>The same list at another page, its filters kept.</summary>
    public string UrlOf(int number) => With("page", number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The same list with one filter changed.</summary>
    public string With(string key, string? value) => QueryHelpers.AddQueryString(Path, Query
        .Where(pair => pair.Key != key)
        .SelectMany(pair => pair.Value.Where(each => !string.IsNullOrEmpty(each)).Select(each => KeyValuePair.Create(pair.Key, each)))
        .Concat(value is null ? [] : [KeyValuePair.Create(key, (string?)value)]));
}
