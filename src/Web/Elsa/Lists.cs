namespace Rectify.Workflow.Web.Elsa;

/// <summary>The contract's plain list.</summary>
public sealed record ElsaList<T>(IReadOnlyList<T> Items)
{
    public int Count => Items.Count;
}

/// <summary>The contract's page of a longer list.</summary>
public sealed record ElsaPage<T>(IReadOnlyList<T> Items, long TotalCount, IReadOnlyList<ElsaLink>? Links = null);

/// <summary>What the caller may do; the designer shows a button only with its link.</summary>
public sealed record ElsaLink(string Href, string Rel, string Method);
