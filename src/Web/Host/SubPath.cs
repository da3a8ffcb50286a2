using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rectify.Workflow.Web.Host;

/// <summary>The house below a path of another site: a proxy that strips the path says so in X-Forwarded-Prefix, and every address we write gets it back.</summary>
public static class SubPath
{
    /// <summary>Gives redirects within the site the path they lack.</summary>
    public static void UseSubPath(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.PathBase.HasValue)
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                if (headers.Location.ToString() is { Length: > 0 } address)
                {
                    headers.Location = Under(context.Request.PathBase, address);
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    /// <summary>The address below the path; addresses of other sites, relative ones and those already below it stay.</summary>
    public static string Under(PathString path, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return path.HasValue && address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal)
            && !(address.StartsWith(path.Value, StringComparison.Ordinal) && (address.Length == path.Value.Length || address[path.Value.Length] is '/' or '?'))
            ? path.Value + address : address;
    }
}

/// <summary>Does the same for the addresses in pages.</summary>
[HtmlTargetElement("a", Attributes = "href")]
[HtmlTargetElement("form", Attributes = "action")]
[HtmlTargetElement("iframe", Attributes = "src")]
[HtmlTargetElement("img", Attributes = "src")]
public sealed class SubPathTagHelper : TagHelper
{
    private static readonly string[] Names = ["href", "action", "src"];

    /// <summary>After the framework has resolved addresses of its own.</summary>
    public override int Order => int.MaxValue;

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (ViewContext?.HttpContext.Request.PathBase is not { HasValue: true } path)
        {
            return;
        }

        foreach (var name in Names)
        {
            if (output.Attributes.TryGetAttribute(name, out var attribute) && Written(attribute.Value) is { } address)
            {
                output.Attributes.SetAttribute(new(name, new HtmlString(SubPath.Under(path, address)), attribute.ValueStyle));
            }
        }
    }

    private static string? Written(object? value)
    {
        if (value is not IHtmlContent content)
        {
            return value is null ? null : HtmlEncoder.Default.Encode(value.ToString() ?? "");
        }

        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
