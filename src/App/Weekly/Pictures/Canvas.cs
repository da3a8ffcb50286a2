using SkiaSharp;

namespace Rectify.Workflow.App.Weekly.Pictures;

/// <summary>
/// Draws a picture for a mail. Its ground is light and opaque to the edge, so that it reads the same in a mail program that turns
/// everything else dark; its letters come from a font of our own, because a server has none.
/// </summary>
internal sealed class Canvas : IDisposable
{
    /// <summary>Twice as many dots as the page shows, for sharp letters.</summary>
    private const int Scale = 2;

    public const string Ink = "#1d2329", Quiet = "#5b6570", Line = "#d5dae0", Ground = "#f7f8fa";
    public const string Closed = "#2f855a", LongTerm = "#8cc5a2", UnderWay = "#b7bfc8", InReview = "#7aa2d6", NotBegun = "#dfe3e8", Overdue = "#c0392b";

    private static readonly Lazy<SKTypeface> Letters = new(() =>
    {
        using var stream = typeof(Canvas).Assembly.GetManifestResourceStream("pictures.otf")
            ?? throw new InvalidOperationException("The font of the pictures is missing.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException("The font of the pictures cannot be read.");
    });

    private readonly SKSurface _surface;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _surface = SKSurface.Create(new SKImageInfo(width * Scale, height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _surface.Canvas.Scale(Scale);
        _surface.Canvas.Clear(SKColor.Parse(Ground));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A filled box.</summary>
    public void Box(float x, float y, float width, float height, string colour)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(colour), IsAntialias = true };
        _surface.Canvas.DrawRect(x, y, width, height, paint);
    }

    /// <summary>A line across.</summary>
    public void Rule(float x, float y, float length) => Box(x, y - 0.5f, length, 1, Line);

    /// <summary>A text whose base line is at y; x is its left, middle or right.</summary>
    public void Text(string text, float x, float y, float size, string colour, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = new SKFont(Letters.Value, size);
        using var paint = new SKPaint { Color = SKColor.Parse(colour), IsAntialias = true };
        _surface.Canvas.DrawText(text, x, y, align, font, paint);
    }

    /// <summary>How wide a text is.</summary>
    public static float WidthOf(string text, float size)
    {
        using var font = new SKFont(Letters.Value, size);
        return font.MeasureText(text);
    }

    /// <summary>True when the font has every character of the text.</summary>
    public static bool Knows(string text) => Letters.Value.ContainsGlyphs(text);

    public byte[] ToPng()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose() => _surface.Dispose();
}
