using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.App.Forecast;

/// <summary>Compares two forecasts day by day, as they come: each is in the order of its days.</summary>
internal static class ForecastComparison
{
    public static async Task<ForecastDiff> OfAsync(
        IAsyncEnumerable<ForecastMail> before, IAsyncEnumerable<ForecastMail> after, int most, CancellationToken cancellationToken)
    {
        // One after the other and not side by side: both read with the same context. Of the first a fingerprint of each mail is kept.
        var was = new Dictionary<Key, (ulong Print, ForecastMail? Mail)>();
        await foreach (var mail in before.WithCancellation(cancellationToken))
        {
            was[Key.Of(mail, was.ContainsKey)] = (Print(mail), was.Count < KeptWhole ? mail : mail with { Lines = [] });
        }

        var seen = new HashSet<Key>();
        var (added, changed, adds, changes) = (new List<ForecastMail>(), new List<ForecastMail>(), 0, 0);
        await foreach (var mail in after.WithCancellation(cancellationToken))
        {
            var key = Key.Of(mail, seen.Contains);
            seen.Add(key);
            if (!was.Remove(key, out var old))
            {
                adds++;
                Keep(added, mail);
            }
            else if (old.Print != Print(mail))
            {
                changes++;
                Keep(changed, mail);
            }
        }

        return new(adds, was.Count, changes)
        {
            Added = added,
            Changed = changed,
            Dropped = [.. was.Values.Select(old => old.Mail).OfType<ForecastMail>().OrderBy(mail => mail.Day).ThenBy(mail => mail.Recipient).Take(most)],
        };

        void Keep(List<ForecastMail> list, ForecastMail mail)
        {
            if (list.Count < most)
            {
                list.Add(mail);
            }
        }
    }

    // Of more mails than this the lines are not kept: only their fingerprints are needed to tell what changes.
    private const int KeptWhole = 20_000;

    private static ulong Print(ForecastMail mail)
    {
        var print = new HashCode();
        foreach (var line in mail.Lines)
        {
            print.Add(line);
        }

        return (ulong)(uint)print.ToHashCode() | ((ulong)mail.Lines.Count << 32);
    }

    private readonly record struct Key(DateOnly Day, Guid Recipient, MailKind Kind, string About, int No)
    {
        public static Key Of(ForecastMail mail, Predicate<Key> taken)
        {
            var kind = mail.Kind is MailKind.Reminder ? MailKind.Rung : mail.Kind;   // the mail of the day, whichever is in it
            var key = new Key(mail.Day, mail.Recipient, kind, mail.About, 0);
            while (taken(key))
            {
                key = key with { No = key.No + 1 };
            }

            return key;
        }
    }
}
