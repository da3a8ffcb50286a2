namespace Rectify.Workflow.Web.Host;

/// <summary>What the command line asks of the host.</summary>
public sealed record HostArguments
{
    /// <summary>Replay the sample round before serving.</summary>
    public bool Demo { get; init; }

    /// <summary>Serve pages; false with --no-serve.</summary>
    public bool Serve { get; init; } = true;

    /// <summary>Print the usage and end.</summary>
    public bool Help { get; init; }

    /// <summary>Where to write the demo's end state.</summary>
    public string? Report { get; init; }

    /// <summary>The folder that holds database, evidence, mails and logs.</summary>
    public string? Data { get; init; }

    /// <summary>Settings given as --Section:Key=value and host settings such as --urls.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Shown for --help and after a wrong flag.</summary>
    public const string Usage = """
        Usage: dotnet run --project src/Web -- [options]

          --demo              replay the sample round 2023-03-14 to 2024-01-31 on a virtual clock, then serve it
          --no-serve          with --demo: end after the replay (exit code 1 when its end state is not as promised)
          --report FILE       with --demo: write the end state to FILE as JSON
          --data DIR          folder for database, evidence, mails and logs (default: data, or data/demo with --demo)
          --urls URL          address to listen on (default: http://localhost:5080, or the next free port)
          --Section:Key=VALUE any setting of appsettings.json, for example --Rectify:Database:Provider=Postgres
          --help              this text
        """;

    // The generic host and its test and design-time tools hand these over themselves.
    private static readonly HashSet<string> HostKeys =
        new(StringComparer.OrdinalIgnoreCase) { "urls", "environment", "contentRoot", "applicationName" };

    /// <summary>Reads the command line; the second value says what is wrong with it.</summary>
    public static (HostArguments Arguments, string? Error) Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var result = new HostArguments();
        var settings = new List<string>();
        for (var at = 0; at < args.Count; at++)
        {
            var (flag, value) = Split(args[at]);
            if (flag is "demo" or "no-serve" or "help" && value is not null)
            {
                return (result, $"--{flag} takes no value.");
            }

            switch (flag)
            {
                case "demo": result = result with { Demo = true }; continue;
                case "no-serve": result = result with { Serve = false }; continue;
                case "help": result = result with { Help = true }; continue;
                case null: return (result, $"'{args[at]}' is not an option.");
            }

            if (flag is not ("report" or "data") && !HostKeys.Contains(flag) && !flag.Contains(':', StringComparison.Ordinal))
            {
                return (result, $"--{flag} is not an option of this host.");
            }

            value ??= at + 1 < args.Count && !args[at + 1].StartsWith("--", StringComparison.Ordinal) ? args[++at] : null;
            if (string.IsNullOrWhiteSpace(value))
            {
                return (result, $"--{flag} needs a value.");
            }

            switch (flag)
            {
                case "report": result = result with { Report = value }; break;
                case "data": result = result with { Data = value }; break;
                default: settings.Add($"--{flag}={value}"); break;
            }
        }

        result = result with { Settings = settings };
        return (result, !result.Demo && (!result.Serve || result.Report is not null)
            ? "--no-serve and --report need --demo." : null);
    }

    private static (string? Flag, string? Value) Split(string argument)
    {
        if (argument is "-h" or "-?" or "/?")
        {
            return ("help", null);
        }

        if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
        {
            return (null, null);
        }

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument[2..], null) : (argument[2..equals], argument[(equals + 1)..]);
    }
}
